import { isEmptySelector, matchesLabelSelector, withLabelKeys } from '../../model/kubernetes/label-selector';
import type { LabelSelector, TopologySpreadConstraint } from '../../model/kubernetes/types';
import type { SchedulerPod } from './cluster';
import { defaultSelector } from './default-selector';
import type { Identity } from './identity';
import type { MatchCounter } from './match-counter';
import type { NodeVerdicts } from './node-verdicts';
import type { HardSpread, PodClass, SoftConstraint } from './pod-class';
import { counterOf, domainCounterOf, type SchedulerState, topologyOf } from './state';

const HOSTNAME = 'kubernetes.io/hostname';

/** What holds for pods that declare no spread and are selected by a Service or made by a controller. */
const DEFAULTS: readonly TopologySpreadConstraint[] = [
  { topologyKey: HOSTNAME, maxSkew: 3, whenUnsatisfiable: 'ScheduleAnyway' },
  { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5, whenUnsatisfiable: 'ScheduleAnyway' },
];

/**
 * The spread constraints of a pod, with their counters.
 *
 * Source: PodTopologySpread, k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins/podtopologyspread.
 */
export function compileSpread(
  state: SchedulerState,
  pod: SchedulerPod,
  identity: Identity,
  verdicts: NodeVerdicts,
): Pick<PodClass, 'hardSpread' | 'softSpread'> {
  const own = pod.spec.topologySpreadConstraints ?? [];
  const shared = own.length === 0 ? defaultSelector(state.cluster, pod) : undefined;
  const soft =
    own.length > 0
      ? own.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway')
      : DEFAULTS.filter(() => shared).map((constraint) => ({ ...constraint, labelSelector: shared ?? null }));
  const hard = own.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule');
  const hasHardLabels = nodesWithLabels(state, hard);
  const hasSoftLabels = nodesWithLabels(state, soft);
  return {
    hardSpread: hard.map((constraint) => compileHard(state, constraint, identity, verdicts, hasHardLabels)),
    softSpread:
      soft.length === 0
        ? undefined
        : {
            constraints: soft.map((constraint) =>
              // Only constraints of the pod's own leave out nodes that lack a label.
              compileSoft(state, constraint, identity, verdicts, own.length > 0 ? hasSoftLabels : undefined),
            ),
            ignored: own.length > 0 ? hasSoftLabels.map((has) => 1 - has) : undefined,
          },
  };
}

function compileHard(
  state: SchedulerState,
  constraint: TopologySpreadConstraint,
  identity: Identity,
  verdicts: NodeVerdicts,
  hasLabels: Uint8Array,
): HardSpread {
  const { selector, counter } = countedPods(state, constraint, identity);
  const topology = topologyOf(state, constraint.topologyKey);
  const domainOf = topology.domainOf.map((domain, node) =>
    hasLabels[node] === 1 && counts(constraint, verdicts, node) ? domain : -1,
  );
  return {
    maxSkew: constraint.maxSkew,
    minDomains: constraint.minDomains ?? 1,
    topology,
    counter: domainCounterOf(state, counter, topology, domainOf),
    selfMatch: matchesLabelSelector(selector, identity.labels) ? 1 : 0,
  };
}

/** @param hasLabels undefined when nodes without a label count too, in a domain of their own */
function compileSoft(
  state: SchedulerState,
  constraint: TopologySpreadConstraint,
  identity: Identity,
  verdicts: NodeVerdicts,
  hasLabels: Uint8Array | undefined,
): SoftConstraint {
  const { counter } = countedPods(state, constraint, identity);
  const topology = topologyOf(state, constraint.topologyKey);
  const byHostname = constraint.topologyKey === HOSTNAME;
  const domains = hasLabels ? topology.domainOf : topology.domainOrEmpty;
  const counted = () =>
    domains.map((domain, node) =>
      (hasLabels === undefined || hasLabels[node] === 1) && counts(constraint, verdicts, node) ? domain : -1,
    );
  return {
    maxSkew: constraint.maxSkew,
    topology,
    domainOf: domains,
    counts: byHostname ? counter.perNode : domainCounterOf(state, counter, topology, counted()).counts,
    byHostname,
  };
}

/** The pods that a constraint counts. The empty selector means all of them, and none is counted. */
function countedPods(
  state: SchedulerState,
  { labelSelector, matchLabelKeys }: TopologySpreadConstraint,
  { namespace, labels }: Identity,
): { readonly selector: LabelSelector | undefined; readonly counter: MatchCounter } {
  const selector = withLabelKeys(labelSelector, labels, matchLabelKeys);
  const counted = selector && isEmptySelector(selector) ? undefined : selector;
  return { selector, counter: counterOf(state, [{ namespaces: new Set([namespace]), selector: counted }], false) };
}

/** Whether the pods of a node count: by default where the pod's node affinity matches, whatever the taints. */
function counts(constraint: TopologySpreadConstraint, verdicts: NodeVerdicts, node: number): boolean {
  const { nodeAffinityPolicy, nodeTaintsPolicy } = constraint;
  return (
    ((nodeAffinityPolicy ?? 'Honor') !== 'Honor' || verdicts.matchesAffinity[node] === true) &&
    ((nodeTaintsPolicy ?? 'Ignore') !== 'Honor' || verdicts.toleratesTaints[node] === true)
  );
}

/** 1 for nodes that have the label of every constraint. */
function nodesWithLabels(state: SchedulerState, constraints: readonly TopologySpreadConstraint[]): Uint8Array {
  const topologies = constraints.map(({ topologyKey }) => topologyOf(state, topologyKey));
  return Uint8Array.from(state.cluster.nodes, (_, node) =>
    topologies.every(({ domainOf }) => (domainOf[node] ?? -1) >= 0) ? 1 : 0,
  );
}
