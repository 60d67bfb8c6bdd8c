import { availabilityFor, largest } from './availability';
import type { ClusterEvent, Intervention, RequestKind, TimedEvent, Trial } from './time-line';

interface Figure {
  readonly title: string;
  readonly unit: 'ms' | 'count';
  /** One value for each observer, node or load balancer that has one; none where it did not happen. */
  readonly of: (trial: Trial) => readonly number[];
}

/** What is looked at, each seen from the hosts that the failure leaves with the majority, unless the title says otherwise. */
export const figures = {
  'write-gap': gap('write'),
  'quorum-read-gap': gap('quorum-read'),
  'cached-read-gap': gap('cached-read'),
  'kept-read-gap': gap('kept-read'),
  'failed-writes': failures('write'),
  'failed-quorum-reads': failures('quorum-read'),
  'failed-cached-reads': failures('cached-read'),
  'clean-after': {
    title: 'last request sent that failed or took over 1 s',
    unit: 'ms',
    of: (trial) =>
      trial.majority.map((host) =>
        largest(trial.availability.filter(({ observer }) => observer === host).map(({ cleanAfter }) => cleanAfter)),
      ),
  },
  'stalest-cached-read': {
    title: 'cached reads lag at most by',
    unit: 'ms',
    of: (trial) => trial.majority.map((host) => availabilityFor(trial.availability, host, 'cached-read').stalest ?? 0),
  },
  'etcd-leader': { title: 'etcd has another leader', unit: 'ms', of: firstEvent((e) => e.type === 'etcd-leader') },
  'marked-down': {
    title: 'load balancer marks a lost server down',
    unit: 'ms',
    of: (trial) =>
      trial.majority.flatMap((host) =>
        firstEvent((e) => e.type === 'server-down' && e.forHost === host)(trial).slice(0, 1),
      ),
  },
  'scheduler-lease': leaseTaken('kube-scheduler'),
  'controller-manager-lease': leaseTaken('kube-controller-manager'),
  'elected-lease': leaseTaken('lab-elected'),
  'controllers-ended': {
    title: 'controllers that ended on other hosts',
    unit: 'count',
    of: (trial) => [
      trial.events.filter(
        (e) => e.type === 'program-ended' && trial.majority.includes(e.host) && isController(e.program),
      ).length,
    ],
  },
  'pod-created': { title: 'a new Deployment has its pod', unit: 'ms', of: lastOf('probe', 'pod-created') },
  'pod-running': { title: 'and the pod runs', unit: 'ms', of: lastOf('probe', 'pod-running') },

  'minority-last-write': {
    title: 'cut-off side: last write answered',
    unit: 'ms',
    of: (trial) => minority(trial).map((host) => lastSuccess(trial, host, 'write')),
  },
  'minority-stale-until': {
    title: 'cut-off side: last stale cached read',
    unit: 'ms',
    of: (trial) =>
      minority(trial).map((host) => availabilityFor(trial.availability, host, 'cached-read').staleUntil ?? 0),
  },
  'minority-back': {
    title: 'cut-off side: writes again after the heal',
    unit: 'ms',
    of: (trial) => minority(trial).flatMap((host) => afterRepair(trial, host, 'write')),
  },
  rejoined: {
    title: 'the cut server is used again after the heal',
    unit: 'ms',
    of: (trial) => {
      const healed = repairOf(trial);
      if (healed === undefined) return [];
      const cut = interventionsOf(trial).flatMap((one) => (one.action === 'cut' ? one.hosts : []));
      const back = trial.events.filter((e) => e.type === 'server-up' && cut.includes(e.server) && e.at > healed);
      return trial.majority.flatMap((host) => {
        const first = back.find((e) => e.type === 'server-up' && e.forHost === host);
        return first ? [first.at - healed] : [];
      });
    },
  },
  'writes-back': {
    title: 'writes again after the repair',
    unit: 'ms',
    of: (trial) => trial.majority.flatMap((host) => afterRepair(trial, host, 'write')),
  },
  'quorum-reads-back': {
    title: 'quorum reads again after the repair',
    unit: 'ms',
    of: (trial) => trial.majority.flatMap((host) => afterRepair(trial, host, 'quorum-read')),
  },

  'node-not-ready': { title: 'node NotReady', unit: 'ms', of: firstEvent((e) => e.type === 'node-not-ready') },
  'no-execute': {
    title: 'taint unreachable:NoExecute',
    unit: 'ms',
    of: firstEvent((e) => e.type === 'node-tainted' && e.taint === 'node.kubernetes.io/unreachable:NoExecute'),
  },
  'pods-evicted': {
    title: 'pods marked for deletion',
    unit: 'ms',
    of: firstEvent((e) => e.type === 'pod-terminating'),
  },
  'single-replaced': { title: 'Deployment of 1: replacement runs', unit: 'ms', of: lastOf('single', 'pod-running') },
  'stateless-replaced': {
    title: 'Deployment of 2: replacement runs',
    unit: 'ms',
    of: lastOf('stateless', 'pod-running'),
  },
  'single-away': away('single', 'Deployment of 1'),
  'stateless-away': away('stateless', 'Deployment of 2'),
  'stateful-away': away('stateful', 'StatefulSet'),
  'stateful-replaced': {
    title: 'StatefulSet: replacement runs before the node is back',
    unit: 'ms',
    of: (trial) => {
      const started = repairOf(trial) ?? Infinity;
      const events = trial.events.filter(({ at }) => at < started);
      return lastOf('stateful', 'pod-running')({ ...trial, events });
    },
  },
  'stateful-after-taint': {
    title: 'StatefulSet: runs elsewhere after the out-of-service taint',
    unit: 'ms',
    of: (trial) => {
      const tainted = interventionsOf(trial).find(({ action }) => action === 'taint')?.at;
      return tainted === undefined ? [] : lastOf('stateful', 'pod-running')(trial).map((at) => at - tainted);
    },
  },
  'node-back': {
    title: 'node Ready after it is started again',
    unit: 'ms',
    of: (trial) => {
      const started = interventionsOf(trial).find(({ action }) => action === 'start')?.at ?? Infinity;
      return firstEvent((e) => e.type === 'node-ready')({ ...trial, events: after(trial, started) }).map(
        (at) => at - started,
      );
    },
  },
} as const satisfies Readonly<Record<string, Figure>>;

export type FigureId = keyof typeof figures;

function gap(request: RequestKind): Figure {
  return {
    title: `longest gap of ${request}s`,
    unit: 'ms',
    of: (trial) => trial.majority.map((host) => availabilityFor(trial.availability, host, request).longestGap),
  };
}

function failures(request: RequestKind): Figure {
  return {
    title: `failed ${request}s`,
    unit: 'count',
    of: (trial) =>
      trial.majority.map((host) => {
        const counts = Object.values(availabilityFor(trial.availability, host, request).failures);
        return counts.reduce((a, b) => a + b, 0);
      }),
  };
}

function leaseTaken(lease: string): Figure {
  return {
    title: `another holds the lease ${lease}`,
    unit: 'ms',
    of: firstEvent((e) => e.type === 'lease-taken' && e.lease === lease),
  };
}

function firstEvent(test: (event: ClusterEvent) => boolean): Figure['of'] {
  return ({ events }) => {
    const found = events.find(test);
    return found ? [found.at] : [];
  };
}

/** The last time that a workload's pod came to this. */
function lastOf(workload: string, type: 'pod-running' | 'pod-created'): Figure['of'] {
  return ({ events }) => {
    const found = events.findLast((e) => e.type === type && e.workload === workload);
    return found ? [found.at] : [];
  };
}

/** From the moment when a workload has no pod that is ready and is to stay until it has one again. */
function away(workload: string, title: string): Figure {
  return {
    title: `${title}: without a pod`,
    unit: 'ms',
    of: ({ events }) => {
      const own = events.flatMap((e) => ('workload' in e && e.workload === workload ? [e] : []));
      const first = own.findLast(({ type }) => type === 'pod-terminating');
      const back = own.find(({ type, at }) => type === 'pod-running' && first !== undefined && at >= first.at);
      return first && back ? [back.at - first.at] : [];
    },
  };
}

/** The observers that are not with the majority. */
function minority({ availability, majority }: Trial): readonly string[] {
  return [...new Set(availability.map(({ observer }) => observer))].filter((name) => !majority.includes(name));
}

/** Of the first interval of success: what comes after a gap is not meant. */
function lastSuccess(trial: Trial, host: string, request: RequestKind): number {
  const { gaps } = availabilityFor(trial.availability, host, request);
  return Math.max(0, gaps[0]?.from ?? trial.observed);
}

/** From the repair to the end of the gap that it ends. */
function afterRepair(trial: Trial, host: string, request: RequestKind): readonly number[] {
  const repair = repairOf(trial);
  if (repair === undefined) return [];
  const { gaps } = availabilityFor(trial.availability, host, request);
  const ended = gaps.find(({ from, to }) => from <= repair && to > repair);
  return ended ? [ended.to - repair] : [0];
}

function repairOf(trial: Trial): number | undefined {
  return interventionsOf(trial).findLast(({ action }) => action === 'heal' || action === 'start')?.at;
}

function interventionsOf({ events }: Trial): readonly (Intervention & { readonly at: number })[] {
  return events.flatMap((event) => (event.type === 'intervention' ? [{ ...event.intervention, at: event.at }] : []));
}

function after({ events }: Trial, at: number): readonly TimedEvent[] {
  return events.filter((event) => event.at >= at);
}

function isController(program: string): boolean {
  return program === 'scheduler' || program === 'controller-manager';
}
