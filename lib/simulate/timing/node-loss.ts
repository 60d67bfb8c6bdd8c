import { type Duration, inSequence, type Term } from './duration';

/** What the control plane and a pod have set, in seconds. */
export interface NodeLossSettings {
  /** kube-controller-manager's --node-monitor-grace-period. @default 50, since Kubernetes 1.32 */
  readonly graceSeconds?: number;
  /** kube-controller-manager's --node-monitor-period. @default 5 */
  readonly monitorSeconds?: number;
  /** tolerationSeconds of the pod for an unreachable node; null when it tolerates it for ever. @default 300 */
  readonly tolerationSeconds?: number | null;
  /** The zones, by region and zone of their labels, that lost nodes. @default one node of many was lost */
  readonly zones?: readonly ZoneLoss[];
}

/** What a zone has lost. Nodes without labels are a zone together. */
export interface ZoneLoss {
  readonly lost: number;
  readonly size: number;
}

/** How the pod of a lost node comes back. */
export interface PodReturn {
  /** A StatefulSet waits until the old pod is gone for certain. */
  readonly controller: 'Deployment' | 'StatefulSet';
  /** From scheduled to ready: image, start, readiness. */
  readonly start: Term;
  /** A volume of one node at a time that has to move, and what moves it. Absent when there is none. */
  readonly volume?: { readonly nodeDownPolicy: 'do-nothing' | 'delete-both-statefulset-and-deployment-pod' };
}

const HEARTBEAT_SECONDS = 10;
/** Candidates wait for retryPeriod × (1 + up to 1.2). */
const LONGEST_RETRY = 2.2;
const CONTROLLER_MANAGER = 'kube-controller-manager, Kubernetes 1.36';

/** From the loss of a node to the moment when its pods count as not ready. The last heartbeat is up to 10 s old. */
export function detection({ graceSeconds = 50, monitorSeconds = 5 }: NodeLossSettings = {}): readonly Term[] {
  return [
    {
      name: 'no heartbeat is missed for so long',
      minSeconds: Math.max(0, graceSeconds - HEARTBEAT_SECONDS),
      maxSeconds: graceSeconds,
      source: `node-monitor-grace-period ${graceSeconds} s, heartbeats each ${HEARTBEAT_SECONDS} s; ${CONTROLLER_MANAGER}`,
    },
    {
      name: 'the node is looked at',
      minSeconds: 0,
      maxSeconds: monitorSeconds,
      source: `node-monitor-period ${monitorSeconds} s; ${CONTROLLER_MANAGER}`,
    },
    {
      name: 'endpoints and taint are written',
      minSeconds: 0,
      maxSeconds: 2,
      source: 'measured on Kubernetes 1.36: within 0.5 s, 2 s under load',
    },
  ];
}

const ONE_OF_MANY: readonly ZoneLoss[] = [{ lost: 1, size: 100 }];
/** kube-controller-manager's --unhealthy-zone-threshold, --large-cluster-size-threshold, and 1 / --node-eviction-rate. */
const UNHEALTHY = 0.55;
const LARGE = 50;
const SECONDS_FOR_EACH = 10;

/**
 * From unready to the NoExecute taint, from which on tolerations count: one node of a zone each 10 s. While most of a
 * zone is lost, but not all of it, none is tainted, or in a zone of more than 50 nodes one each 100 s.
 *
 * Source: ComputeZoneState and ReducedQPSFunc of kubernetes pkg/controller/nodelifecycle (v1.36.3).
 */
export function tainting(zones: readonly ZoneLoss[] = ONE_OF_MANY): Term {
  const seconds = zones.map(({ lost, size }) => {
    const isDisrupted = lost > 2 && lost < size && lost / size >= UNHEALTHY;
    if (!isDisrupted) return lost * SECONDS_FOR_EACH;
    return size > LARGE ? lost * SECONDS_FOR_EACH * 10 : Infinity;
  });
  const most = Math.max(0, ...seconds);
  return {
    name: 'the node gets the taint NoExecute',
    minSeconds: 0,
    maxSeconds: most === Infinity ? null : most,
    source:
      most === Infinity
        ? `none while ${UNHEALTHY * 100} % of a zone, and more than two of its nodes, are not ready; ${CONTROLLER_MANAGER}`
        : `node-eviction-rate: one node of a zone each ${SECONDS_FOR_EACH} s, each 100 s where most of a large zone is lost; ${CONTROLLER_MANAGER}`,
  };
}

/** From the loss of a node to a ready pod in place of one that ran there. */
export function podReplacement(pod: PodReturn, settings: NodeLossSettings = {}): Duration {
  const { tolerationSeconds = 300 } = settings;
  const eviction: Term = {
    name: 'the pod tolerates that the node is unreachable',
    minSeconds: tolerationSeconds ?? 0,
    maxSeconds: tolerationSeconds === null ? null : tolerationSeconds + 1,
    source: 'tolerationSeconds of the pod; evicted within 1 s after it, measured on Kubernetes 1.36',
  };
  return inSequence([...detection(settings), tainting(settings.zones), eviction, ...release(pod), pod.start]);
}

/** What has to happen before another pod may have the name or the volume of the old one. */
function release({ controller, volume }: PodReturn): readonly Term[] {
  const mover = volume?.nodeDownPolicy === 'delete-both-statefulset-and-deployment-pod';
  if (volume ? !mover : controller === 'StatefulSet')
    return [
      {
        name: 'somebody says that the old pod is gone',
        minSeconds: 0,
        maxSeconds: null,
        source: volume
          ? 'nothing finishes the deletion of a pod on an unreachable node, and its volume stays attached; Longhorn does, unless node-down-pod-deletion-policy is do-nothing'
          : 'a StatefulSet never replaces a pod of an unreachable node by itself, Kubernetes 1.36',
      },
    ];
  if (!volume) return [];
  return [
    {
      name: 'the volume is detached and attached again',
      minSeconds: 0,
      maxSeconds: 6 * 60 + 60,
      source: 'forced detach 6 min after the pod is to end, Kubernetes 1.36; Longhorn attaches within 60 s',
    },
  ];
}

/** From the taint node.kubernetes.io/out-of-service to a pod elsewhere, without its start. */
export const OUT_OF_SERVICE: Term = {
  name: 'the old pod is gone after the out-of-service taint',
  minSeconds: 0,
  maxSeconds: 20,
  source: 'measured on Kubernetes 1.36: 9.7 to 19.9 s, docs/laboratory.md',
};

/** From the end of a leader to the work of the next, when it did not give its lease up. */
export function leaderChange(name: string, leaseSeconds = 15, retrySeconds = 2): Duration {
  return inSequence([
    {
      name: `the lease of ${name} expires and another takes it`,
      minSeconds: Math.max(0, leaseSeconds - retrySeconds),
      maxSeconds: leaseSeconds + LONGEST_RETRY * retrySeconds,
      source: `lease ${leaseSeconds} s, renewed each ${retrySeconds} s, tried each ${retrySeconds} s or up to 2.2 times that; client-go v0.36`,
    },
    {
      name: 'the new leader works',
      minSeconds: 0,
      maxSeconds: 3,
      source: 'measured on Kubernetes 1.36: 0.3 to 2.4 s after it has the lease',
    },
  ]);
}
