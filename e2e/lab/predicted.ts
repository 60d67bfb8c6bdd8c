import { clusterModel } from '../../lib/model/build-model';
import { parseFailure } from '../../lib/simulate/failures/parse-failure';
import { makeWorkbench } from '../../lib/simulate/judge/workbench';
import { simulateFailure } from '../../lib/simulate/simulate-failure';
import type { Scenario } from '../../lib/simulate/simulation-result';
import { includes, inSequence, type Span, type Term } from '../../lib/simulate/timing/duration';
import { leaderChange, OUT_OF_SERVICE } from '../../lib/simulate/timing/node-loss';
import { STANDARD_SETTINGS } from '../../lib/simulate/world/settings';
import { makeWorld } from '../../lib/simulate/world/world';
import type { FigureId } from './figures';
import type { Trial } from './time-line';
import { nodeLostWorkloads } from './workloads';

/** Between which times something happens; `never`: it does not. Seconds. */
export type Prediction = Span | 'never';

export type Predictions = Readonly<Partial<Record<FigureId, Prediction>>>;

type Circumstances = Pick<Trial, 'before' | 'settings'>;

/** Pods of the laboratory run at once: no image, no program. This is for kwok and an API server under load. */
const START_SECONDS = 2;
/** The laboratory starts a program where the simulator speaks of a server that is back. */
const ETCD_STARTS: Term = { name: 'etcd runs', minSeconds: 0, maxSeconds: 2, source: 'its process is started' };

/**
 * What the simulator says of an experiment, by figure: it is asked as `--fail` asks it, about the cluster of the trial.
 * Figures of which it says nothing are left out.
 */
export function predict(experiment: string, trial: Circumstances): Predictions {
  return predictions[experiment]?.(trial) ?? {};
}

/** Whether all that was observed is as predicted. @param observed seconds */
export function holds(prediction: Prediction, observed: readonly number[]): boolean {
  return prediction === 'never' ? observed.length === 0 : observed.every((seconds) => includes(prediction, seconds));
}

const predictions: Readonly<Record<string, (trial: Circumstances) => Predictions>> = {
  'crash-leader': (trial) => leaderLost(fail(trial, `node/${leader(trial)}`)),
  'power-off-leader': (trial) => leaderLost(fail(trial, `node/${leader(trial)}`)),
  'crash-follower': (trial) => othersLost(fail(trial, `node/${follower(trial)}`)),
  'power-off-follower': (trial) => othersLost(fail(trial, `node/${follower(trial)}`)),
  'cut-leader': (trial) => {
    const scenario = fail(trial, `partition/${leader(trial)}`);
    return { ...leaderLost(scenario), ...cutOff(scenario) };
  },
  'cut-follower': (trial) => {
    const scenario = fail(trial, `partition/${follower(trial)}`);
    return { ...othersLost(scenario), ...cutOff(scenario) };
  },
  'cut-between': (trial) => othersLost(fail(trial, `link/${leader(trial)}+${follower(trial)}`)),
  'majority-lost': (trial) => {
    const { outage } = fail(trial, `nodes/${leader(trial)}+${follower(trial)}`).api;
    const back = inSequence([ETCD_STARTS, ...outage.terms.slice(1)]);
    return { 'writes-back': back, 'quorum-reads-back': back };
  },
  'split-uneven': (trial) => {
    const scenario = fail(trial, `partition/${leader(trial)}+${agents(trial)[0] ?? ''}`);
    return { ...leaderLost(scenario), ...cutOff(scenario) };
  },
  'split-even': (trial) => cutOff(fail(trial, `partition/${trial.before.servers.slice(0, 2).join('+')}`)),
  'split-2-1-2': (trial) => {
    const [a = '', b = '', c = ''] = trial.before.servers;
    return cutOff(fail(trial, `partition/${a}+${b},${c}`));
  },
  'scheduler-killed': () => ({ 'scheduler-lease': LEASE, 'pod-running': LEASE }),
  'scheduler-terminated': () => ({ 'scheduler-lease': upTo(LEASE), 'pod-running': upTo(LEASE) }),
  'controller-manager-killed': () => ({ 'controller-manager-lease': LEASE, 'pod-created': LEASE }),
  'controller-manager-terminated': () => ({ 'controller-manager-lease': upTo(LEASE), 'pod-created': upTo(LEASE) }),
  'node-lost': nodeLost,
  'node-lost-out-of-service': (trial) => ({
    ...nodeLost(trial),
    'stateful-after-taint': inSequence([OUT_OF_SERVICE, ...outageOf(lostAgent(trial), 'stateful').terms.slice(-1)]),
  }),
  drain: (trial) => {
    const scenario = fail(trial, `drain/${agents(trial).at(-1) ?? ''}`);
    return {
      'single-away': outageOf(scenario, 'single'),
      'stateless-away': outageOf(scenario, 'stateless'),
      'stateful-away': outageOf(scenario, 'stateful'),
    };
  },
};

const LEASE = leaderChange('a controller');

function fail({ before, settings }: Circumstances, id: string): Scenario {
  const manifests = [
    ...before.nodes.map((name) => nodeOf(name, before.servers.includes(name))),
    ...nodeLostWorkloads(before.nodes.at(-1) ?? ''),
  ];
  const document = { file: 'the laboratory', index: 0, line: 1, text: '' };
  const world = makeWorld(
    clusterModel(manifests.map((manifest) => ({ manifest: manifest, source: { document, path: [] } }))),
    {
      ...STANDARD_SETTINGS,
      electionSeconds: settings.etcd.electionMs / 1000,
      graceSeconds: settings.nodes.monitorGraceMs / 1000,
      silenceSeconds: settings.tcp.rtoMaxMs > 0 ? settings.tcp.rtoMaxMs / 1000 : null,
      startSeconds: START_SECONDS,
    },
  );
  const failure = parseFailure(id, world);
  if ('unknown' in failure) throw new Error(`${id}: the simulator knows no ${failure.unknown}`);
  return simulateFailure(failure, makeWorkbench(world));
}

function nodeOf(name: string, isServer: boolean) {
  const labels = { 'kubernetes.io/hostname': name, ...(isServer ? { 'node-role.kubernetes.io/etcd': 'true' } : {}) };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } };
}

/** Those who ask etcd's leader wait for the election; answers from memory may come all the time. */
function leaderLost({ api: { outage } }: Scenario): Predictions {
  const [election, loadBalancer] = outage.terms;
  return {
    'write-gap': outage,
    'quorum-read-gap': outage,
    'cached-read-gap': upTo(outage),
    'kept-read-gap': upTo(outage),
    'clean-after': upTo(outage),
    ...(election ? { 'etcd-leader': election } : {}),
    ...(loadBalancer ? { 'marked-down': upTo(inSequence([election ?? loadBalancer, loadBalancer])) } : {}),
  };
}

/** Nobody can know which server leads: of others the simulator says no less, and less is felt. */
function othersLost({ api: { outage } }: Scenario): Predictions {
  const most = upTo(outage);
  return {
    ...{ 'write-gap': most, 'quorum-read-gap': most, 'cached-read-gap': most, 'kept-read-gap': most },
    ...{ 'clean-after': most, 'marked-down': most, 'etcd-leader': 'never' },
  };
}

/** From the repair on. */
function cutOff({ sides: [side] }: Scenario): Predictions {
  if (!side) throw new Error('the simulator cuts nobody off');
  const back = upTo(inSequence(side.api.outage.terms.slice(1)));
  return { 'minority-back': back, rejoined: back };
}

function nodeLost(trial: Circumstances): Predictions {
  const scenario = lostAgent(trial);
  const single = outageOf(scenario, 'single');
  const first = (terms: number) => inSequence(single.terms.slice(0, terms));
  return {
    'node-not-ready': first(3),
    'no-execute': first(4),
    'pods-evicted': first(5),
    'single-replaced': single,
    'stateless-replaced': outageOf(scenario, 'stateless'),
    ...(outageOf(scenario, 'stateful').maxSeconds === null ? { 'stateful-replaced': 'never' } : {}),
    'elected-lease': LEASE,
  };
}

function lostAgent(trial: Circumstances): Scenario {
  return fail(trial, `node/${agents(trial).at(-1) ?? ''}`);
}

function outageOf({ services }: Scenario, name: string) {
  const found = services.find(({ object }) => object.name === name);
  if (!found) throw new Error(`the simulator says nothing of ${name}`);
  return found.outage;
}

function upTo({ maxSeconds }: Span): Span {
  return { minSeconds: 0, maxSeconds };
}

function leader({ before }: Circumstances): string {
  return before.etcdLeader;
}

function follower({ before }: Circumstances): string {
  return before.servers.find((name) => name !== before.etcdLeader) ?? '';
}

function agents({ before }: Circumstances): readonly string[] {
  return before.nodes.filter((name) => !before.servers.includes(name));
}
