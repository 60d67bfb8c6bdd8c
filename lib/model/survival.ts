import type { ClusterModel } from './cluster-model';
import { matchesNodeAffinity } from './kubernetes/node-affinity';
import { hasNodeRules, withoutNodeRules } from './kubernetes/node-rules';
import { untoleratedTaints } from './kubernetes/taints';
import type { Node } from './kubernetes/types';
import { HOSTNAME, type Nodes, ZONE } from './nodes';
import { minimalCutSets } from './placement/cut-sets';
import type { PodSet } from './placement/pod-set';
import { worstLossOnUnknownNodes } from './placement/unknown-nodes';
import { type InconclusiveReason, worstLoss } from './placement/worst-loss';
import { spreadOf } from './spread';
import type { Workload } from './workload';

/**
 * Whether enough pods are left when a node or a zone fails, in the worst placement that the scheduler may choose.
 *
 * - `takes-all`: there is a placement in which the loss of `failed` leaves none, or of a quorum too few.
 * - `inconclusive`: it depends on nodes that nobody named (`nodes`) or on pods of others (`others`), or on more
 *   placements than are looked at (`search`).
 */
export type Loss =
  | { readonly verdict: 'survives' }
  | { readonly verdict: 'takes-all'; readonly failed: string; readonly reason: LossReason }
  | { readonly verdict: 'inconclusive'; readonly lacks: 'nodes' | 'others' | 'search' };

/** Why: there is one pod, there is one place for them, or nothing keeps them apart. */
export type LossReason = 'one-replica' | 'one-place' | 'not-spread';

/** Nodes that take pods of a workload, as far as labels and taints say. Nodes that are assumed take them all. */
export function eligibleNodes({ pod }: Workload, nodes: Nodes): readonly Node[] {
  const { scheduling } = pod;
  const { nodeName } = scheduling;
  if (!nodes.labelled) {
    const pinned = nodeName !== undefined || scheduling.nodeSelector?.[HOSTNAME] !== undefined;
    return pinned ? nodes.all.slice(0, 1) : nodes.all;
  }
  return nodes.all.filter(
    (node) =>
      matchesNodeAffinity(scheduling, node) &&
      // What names its node does not pass through the scheduler.
      (nodeName === undefined
        ? untoleratedTaints(node, scheduling.tolerations).length === 0
        : nodeName === node.metadata.name),
  );
}

export function nodeLoss(workload: Workload, model: ClusterModel): Loss {
  return lossOf(workload, model, HOSTNAME);
}

export function zoneLoss(workload: Workload, model: ClusterModel): Loss {
  return model.nodes.zones.size < 2 ? { verdict: 'survives' } : lossOf(workload, model, ZONE);
}

/** How many pods must be left: one, or more than half of those that vote. */
export function neededPods(workload: Workload, model: ClusterModel): number {
  const { count } = model.replicas(workload);
  return isQuorum(workload, model) ? Math.floor(count / 2) + 1 : 1;
}

/** Members find each other by name, so that only a StatefulSet's pods are voters of one quorum. */
export function isQuorum(workload: Workload, model: ClusterModel): boolean {
  return workload.object.type === 'StatefulSet' && model.program(workload)?.role === 'quorum';
}

/** The pods of a workload as the placement asks for them. */
export function podSetOf(workload: Workload, model: ClusterModel): PodSet {
  const rollout = model.rollout(workload);
  const { scheduling, labels } = workload.pod;
  return {
    namespace: workload.object.namespace,
    labels,
    // Where labels of nodes are not known, rules about them are taken to leave all nodes.
    spec: model.nodes.known && !model.nodes.labelled ? withoutNodeRules(scheduling) : scheduling,
    replicas: model.replicas(workload).count,
    maxSurge: rollout?.kind === 'rolling' ? rollout.surge : 0,
  };
}

function lossOf(workload: Workload, model: ClusterModel, key: string): Loss {
  const { count } = model.replicas(workload);
  const eligible = model.eligibleNodes(workload);
  const [first] = eligible;
  const failed = first === undefined ? '' : domainOf(first, key);
  if (count <= 1) return { verdict: 'takes-all', failed, reason: 'one-replica' };
  if (new Set(eligible.map((node) => domainOf(node, key))).size < 2)
    return { verdict: 'takes-all', failed, reason: 'one-place' };
  if (workload.kind === 'daemon') return { verdict: 'survives' };

  // What can be seen at a glance is not searched: most workloads are not spread at all, or two never share a domain.
  const { apart, even, follows } = spreadOf(workload);
  const need = neededPods(workload, model);
  const isFree = model.nodes.known || !hasNodeRules(workload.pod.scheduling);
  if (apart.length + even.length === 0 && !follows) return { verdict: 'takes-all', failed, reason: 'not-spread' };
  if (apart.includes(key) && isFree && !follows && need < count && eligible.length >= count)
    return { verdict: 'survives' };
  return searched(workload, model, key, need);
}

/** Rules that do not settle it at a glance: every placement that they allow is looked at. */
function searched(workload: Workload, model: ClusterModel, key: string, need: number): Loss {
  const pods = podSetOf(workload, model);
  const { all, known } = model.nodes;
  if (!known) return model.shared(`${need} ${shapeOf(pods)}`, () => onUnknownNodes(pods, need));
  const { sets, unclear } = minimalCutSets(pods, { nodes: all }, { order: 1, topologyKey: key, need });
  const [cut] = sets;
  if (cut !== undefined) return { verdict: 'takes-all', failed: cut.domains[0] ?? '', reason: 'not-spread' };
  // Machines whose zone nobody told may be in one.
  const unlabelled = key === HOSTNAME ? [] : model.eligibleNodes(workload).filter((node) => domainOf(node, key) === '');
  const names = unlabelled.map(({ metadata }) => metadata.name);
  const lost = names.length > 0 ? worstLoss(pods, { nodes: all }, names, { need }) : undefined;
  if (lost?.verdict === 'outage') return { verdict: 'takes-all', failed: '', reason: 'not-spread' };
  const doubt = unclear[0] ?? (lost?.verdict === 'inconclusive' ? lost : undefined);
  return doubt === undefined ? { verdict: 'survives' } : { verdict: 'inconclusive', lacks: lacking(doubt.reason) };
}

function onUnknownNodes(pods: PodSet, need: number): Loss {
  const loss = worstLossOnUnknownNodes(pods, { need });
  switch (loss.verdict) {
    case 'survives':
      return { verdict: 'survives' };
    case 'outage':
      return { verdict: 'takes-all', failed: '', reason: 'not-spread' };
    case 'inconclusive':
      return { verdict: 'inconclusive', lacks: lacking(loss.reason) };
  }
}

function lacking(reason: InconclusiveReason): 'nodes' | 'others' | 'search' {
  if (reason === 'unknown-nodes') return 'nodes';
  return reason === 'budget' ? 'search' : 'others';
}

/**
 * Pods of the same shape have the same answer. Requests do not matter where no node says what it has. Names of labels
 * could be left out too, as rules select the pods or do not; but copies of an application mostly share them.
 */
function shapeOf({ labels, spec, replicas, maxSurge }: PodSet): string {
  const { nodeName, nodeSelector, affinity, tolerations, topologySpreadConstraints } = spec;
  const ports = [...(spec.containers ?? []), ...(spec.initContainers ?? [])].flatMap((c) => c.ports ?? []);
  const rules = [nodeName, nodeSelector, affinity, tolerations, topologySpreadConstraints];
  return JSON.stringify([labels, replicas, maxSurge, rules, ports]);
}

/** Nodes without the label are a domain together. */
function domainOf({ metadata }: Node, key: string): string {
  return metadata.labels?.[key] ?? (key === HOSTNAME ? metadata.name : '');
}
