import { referenceTo } from '../model/object-reference';
import type { Failure } from './failures/failure';
import { apiAfter, type ApiState } from './outcome/api-outcome';
import { zoneLosses } from './outcome/zone-losses';
import { drainOutcome } from './outcome/drain-outcome';
import type { GroupLosses } from './outcome/group-loss';
import type { Ground } from './outcome/ground';
import { OUTSIDE_NOTES } from './outcome/outside-note';
import { cutOff, unseenCuts } from './outcome/partition-outcome';
import { hangOutcome, podOutcome } from './outcome/pod-outcome';
import { lossOutcome, outcomeFor } from './outcome/service-outcome';
import { explainUnclear } from './explain-unclear';
import type { Cut } from './quorum/quorum';
import { type Scenario, type ServiceOutcome, VERDICTS, worstOf, type Outcome } from './simulation-result';
import { volumeOutcome } from './storage/volume-outcome';
import { inSequence, NO_TIME } from './timing/duration';
import type { PodGroup } from './world/pod-groups';
import type { World } from './world/world';
import type { Resources } from '../model/kubernetes/resources';

/** What is worked out once for all failures of a world. */
export interface Workbench {
  readonly world: World;
  readonly losses: GroupLosses;
  readonly taken: Resources;
  /** Pods that find no node after the loss of these, as kube-scheduler would place them. */
  readonly pendingWithout: (lost: ReadonlySet<string>) => Scenario['pending'];
}

const NONE: ReadonlySet<string> = new Set();

/** What one failure does. */
export function simulateFailure(failure: Failure, bench: Workbench): Scenario {
  const judged = withShared(judge(failure, bench), bench.world);
  return {
    ...judged,
    services: judged.services.filter(
      ({ verdict, act, felt }) => verdict !== 'survives' || act !== null || felt !== null,
    ),
  };
}

/** A Service with several workloads behind it fares as the best of them: their worst may come together. */
function withShared(judged: Scenario, { groups, shared }: World): Scenario {
  if (judged.services.length !== groups.length || shared.length === 0) return judged;
  const byGroup = new Map(groups.map((group, i) => [group, judged.services[i]]));
  const more = shared.map(({ object, groups: behind }) => {
    const outcomes = behind.flatMap((group) => byGroup.get(group) ?? []);
    return { ...best(outcomes), object: referenceTo(object), part: null };
  });
  return { ...judged, services: [...judged.services, ...more] };
}

function judge(failure: Failure, bench: Workbench): Scenario {
  switch (failure.kind) {
    case 'node':
    case 'nodes':
    case 'zone':
    case 'disk':
      return nodesLost(failure, new Set(failure.nodes), bench, failure.kind === 'disk');
    case 'any-node':
      return anyNode(failure, bench);
    case 'link':
    case 'partition':
      return linksCut(failure, failure.cuts, bench);
    case 'relay':
      return relayed(failure, bench);
    case 'control-plane':
      return serversStopped(failure, new Set(failure.servers), bench);
    case 'pod':
      return scenario(failure, untouched(bench), [podOutcome(failure.group, bench.world)]);
    case 'hang':
      return scenario(failure, untouched(bench), [hangOutcome(failure.group, bench.world)]);
    case 'outside': {
      const { verdict, note } = OUTSIDE_NOTES[failure.what];
      return { ...scenario(failure, untouched(bench), []), verdict, note };
    }
    case 'drain':
    case 'upgrade':
      return drained(failure, failure.nodes, bench);
    case 'sequence':
      return inTurn(failure, failure.nodes, bench);
  }
}

function groundOf(bench: Workbench, more: Partial<Ground>): Ground {
  const { world, losses, taken } = bench;
  const zones = zoneLosses(world, more.lost ?? NONE);
  return { world, losses, taken, lost: NONE, zones, forGood: false, runsOn: false, hasQuorum: true, ...more };
}

function untouched({ world }: Workbench): ApiState {
  return apiAfter(world, NONE, []);
}

function scenario(
  { id, kind, targets }: Failure,
  { etcd, api }: Pick<ApiState, 'etcd' | 'api'>,
  services: readonly ServiceOutcome[],
  more: Partial<Scenario> = {},
): Scenario {
  const { volumes = [], pending = [], note = '' } = more;
  const isTouched = api.verdict !== 'inconclusive' || services.length > 0;
  return {
    id,
    kind,
    targets,
    verdict: worstOf([
      ...(isTouched ? [api.verdict] : []),
      ...services.map(({ verdict }) => verdict),
      ...volumes.map(({ verdict }) => verdict),
      ...(pending.length > 0 ? (['degrades'] as const) : []),
    ]),
    note,
    etcd,
    api,
    services,
    volumes,
    pending,
  };
}

/** Nodes without power, or without their disk, which takes what runs from it as well. */
function nodesLost(failure: Failure, lost: ReadonlySet<string>, bench: Workbench, forGood: boolean): Scenario {
  const { world, losses } = bench;
  const state = apiAfter(world, lost, []);
  const ground = groundOf(bench, { lost, forGood, hasQuorum: state.hasQuorum });
  const note = forGood ? 'Taken as the only disk of its host: what runs there stops as well.' : '';
  return scenario(
    failure,
    state,
    world.groups.map((group) => lossOutcome(group, losses.of(group, lost), ground)),
    { volumes: volumesAfter(lost, forGood, world), pending: state.hasQuorum ? bench.pendingWithout(lost) : [], note },
  );
}

function volumesAfter(nodes: ReadonlySet<string>, forGood: boolean, world: World): Scenario['volumes'] {
  return [...world.volumes].flatMap(([group, volumes]) =>
    volumes.map((volume) => volumeOutcome(volume, group, world, { nodes, forGood })),
  );
}

/** Where nobody named the nodes: what holds on every inventory of three or more. */
function anyNode(failure: Failure, bench: Workbench): Scenario {
  const ground = groundOf(bench, { lost: new Set(['any node']) });
  return scenario(
    failure,
    untouched(bench),
    bench.world.groups.map((group) => lossOutcome(group, bench.losses.ofAnyNode(group), ground)),
  );
}

function linksCut(failure: Failure, cuts: readonly Cut[], bench: Workbench): Scenario {
  const { world, losses } = bench;
  const state = apiAfter(world, NONE, cuts);
  if (!state.hasQuorum) {
    // Nobody can tell others that a node is away: all pods run on, each side alone.
    const services = world.groups.map((group) =>
      apart(group, 'each side reaches only its own pods, and nothing is replaced'),
    );
    return scenario(failure, state, services, { note: 'No side has a majority of etcd: what runs goes on as it is.' });
  }
  const lost = world.controlPlane.kind === 'unknown' ? NONE : cutOff(world, state.serving, cuts);
  const ground = groundOf(bench, { lost, runsOn: true });
  const unseen = unseenCuts(lost, cuts);
  const services = world.groups.map((group) => {
    const outcome = lossOutcome(group, losses.of(group, lost), ground);
    if (outcome.verdict !== 'survives' || unseen.length === 0 || group.role !== 'server') return outcome;
    return apart(
      group,
      `requests between ${unseen.map((cut) => cut.join(' and ')).join(', ')} fail, and no node counts as lost`,
    );
  });
  const volumes = [...world.volumes].flatMap(([group, list]) =>
    list.map((volume) => {
      const outcome = volumeOutcome(volume, group, world, { nodes: lost, forGood: false });
      const exposed =
        lost.size > 0 && volume.exclusive && volume.keeps === 'replicated' && outcome.verdict !== 'survives';
      return exposed
        ? {
            ...outcome,
            lossSeconds: null,
            reason: `${outcome.reason}; what a pod that is cut off still writes is lost`,
          }
        : outcome;
    }),
  );
  const note = lost.size > 0 ? `Cut off from the API: ${[...lost].join(', ')}. Their pods run on.` : '';
  return scenario(failure, state, services, { volumes, pending: bench.pendingWithout(lost), note });
}

/** Some reach it and some do not, for as long as the links are cut. */
function apart(group: PodGroup, reason: string): ServiceOutcome {
  const wait = {
    name: 'the links carry again',
    minSeconds: 0,
    maxSeconds: null,
    source: 'nothing repairs them by itself',
  };
  return outcomeFor(group, 'degrades', reason, { outage: inSequence([wait]), act: 'Repair the links.' });
}

/** The heartbeat is to be one and a half round trips, and a tenth of the election timeout (etcd.io, tuning). */
function relayed(failure: Failure, bench: Workbench): Scenario {
  const { electionSeconds } = bench.world.settings;
  const most = Math.floor((electionSeconds * 100) / 1.5);
  const api: Outcome = {
    verdict: 'degrades',
    outage: NO_TIME,
    reason: `each write may wait for a round trip through the relay; up to ${most} ms of it the election timeout of ${electionSeconds} s is made for`,
  };
  return scenario(failure, { ...untouched(bench), api }, []);
}

/** k3s ends, its containers do not: everything runs on, and nothing is changed. */
function serversStopped(failure: Failure, servers: ReadonlySet<string>, bench: Workbench): Scenario {
  const state = apiAfter(bench.world, servers, []);
  const services = bench.world.groups.map((group) =>
    outcomeFor(group, 'survives', 'its pods run on; nothing replaces one that ends'),
  );
  return scenario(failure, state, services, {
    note: 'Only k3s stops on these servers; the machines and their containers go on.',
  });
}

function drained(failure: Failure, nodes: readonly string[], bench: Workbench): Scenario {
  const { world } = bench;
  const ground = groundOf(bench, {});
  const api = worstApi(nodes.map((name) => apiAfter(world, new Set([name]), [])));
  const services = world.groups.map((group) => worstService(nodes.map((node) => drainOutcome(group, node, ground))));
  const restarts = failure.kind === 'upgrade';
  return scenario(failure, restarts ? api : untouched(bench), services, {
    volumes: restarts ? worstVolumes(nodes.map((name) => volumesAfter(new Set([name]), false, world))) : [],
    note: restarts
      ? 'Each node is drained, restarted and ready again before the next. Between two wait until all volumes have all of their copies, and etcd all of its members.'
      : '',
  });
}

/** The failures before the last have ended; pods did not go back by themselves. */
function inTurn(failure: Failure, nodes: readonly string[], bench: Workbench): Scenario {
  const { world, losses } = bench;
  const [last = ''] = nodes.slice(-1);
  const before = new Set(nodes.slice(0, -1));
  const lost = new Set([last]);
  const state = apiAfter(world, lost, []);
  const ground = groundOf(bench, { lost, hasQuorum: state.hasQuorum });
  const services = world.groups.map((group) => {
    const plain = losses.of(group, lost);
    if (plain.verdict !== 'survives') return lossOutcome(group, plain, ground);
    const after = losses.of(group, lost, 'failures');
    if (after.verdict !== 'outage') return lossOutcome(group, after, ground);
    if (after.away.every((name) => before.has(name))) return lossOutcome(group, after, ground);
    return outcomeFor(
      group,
      'inconclusive',
      `after the loss and return of ${after.away.join(', ')} it would be stopped; whether also after these is not told: ${explainUnclear('budget')}`,
    );
  });
  const note = `${[...before].join(', ')} failed and came back before; pods that moved stay where they are.`;
  return scenario(failure, state, services, { volumes: volumesAfter(lost, false, world), note });
}

function worstApi(states: readonly ApiState[]): ApiState {
  return worst(states, ({ api }) => api);
}

function worstService(outcomes: readonly ServiceOutcome[]): ServiceOutcome {
  return worst(outcomes, (outcome) => outcome);
}

function worstVolumes(all: readonly Scenario['volumes'][]): Scenario['volumes'] {
  return (all[0] ?? []).map((_, i) =>
    worst(
      all.flatMap((volumes) => volumes[i] ?? []),
      ({ verdict }) => ({ verdict, outage: NO_TIME }),
    ),
  );
}

function best(outcomes: readonly ServiceOutcome[]): ServiceOutcome {
  return outcomes.reduce((a, b) => (worst([a, b], (one) => one) === a ? b : a));
}

/** The one with the worst verdict, and of these the longest. */
function worst<T>(all: readonly T[], of: (one: T) => Pick<Outcome, 'verdict' | 'outage'>): T {
  const rank = (one: T) => VERDICTS.indexOf(of(one).verdict);
  const length = (one: T) => of(one).outage.maxSeconds ?? Infinity;
  const [first, ...others] = all;
  if (first === undefined) throw new Error('a failure of no nodes');
  return others.reduce((a, b) => (rank(b) < rank(a) || (rank(b) === rank(a) && length(b) > length(a)) ? b : a), first);
}
