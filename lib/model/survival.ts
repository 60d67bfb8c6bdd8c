import type { ClusterModel } from './cluster-model';
import { matchesNodeAffinity } from './kubernetes/node-affinity';
import { withoutNodeRules } from './kubernetes/node-rules';
import { untoleratedTaints } from './kubernetes/taints';
import type { Node } from './kubernetes/types';
import { HOSTNAME, type Nodes, ZONE } from './nodes';
import { worstLoss } from './placement/worst-loss';
import { type Spread, spreadOf } from './spread';
import type { Workload } from './workload';

/**
 * Whether pods are left when a node or a zone fails, in the worst placement that the scheduler may choose.
 *
 * - `takes-all`: there is a placement in which the loss of `failed` leaves none.
 * - `inconclusive`: it depends on what nobody said (`zones`), or on more placements than are looked at (`search`).
 */
export type Loss =
  | { readonly verdict: 'survives' }
  | { readonly verdict: 'takes-all'; readonly failed: string; readonly reason: LossReason }
  | { readonly verdict: 'inconclusive'; readonly lacks: 'zones' | 'search' };

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

function lossOf(workload: Workload, model: ClusterModel, key: string): Loss {
  const { count } = model.replicas(workload);
  const eligible = model.eligibleNodes(workload);
  const [first] = eligible;
  const failed = first === undefined ? '' : domainOf(first, key);
  if (count <= 1) return { verdict: 'takes-all', failed, reason: 'one-replica' };
  if (new Set(eligible.map((node) => domainOf(node, key))).size < 2)
    return { verdict: 'takes-all', failed, reason: 'one-place' };
  const spread = spreadOf(workload);
  if (workload.kind === 'daemon' || spread.apart.includes(key)) return { verdict: 'survives' };
  if (spread.apart.length + spread.even.length === 0) return { verdict: 'takes-all', failed, reason: 'not-spread' };
  return searchedLoss(workload, model, spread, key);
}

/** Rules that do not settle it at a glance: every placement that they allow is looked at. */
function searchedLoss(workload: Workload, model: ClusterModel, spread: Spread, key: string): Loss {
  const { nodes } = model;
  if (nodes.labelled || nodes.zones.size > 0 || !usesZone(spread)) return search(workload, model, nodes.all, key);
  const withZones = (zoneOf: (node: Node) => string) =>
    nodes.all.map((node) => ({
      ...node,
      metadata: { ...node.metadata, labels: { ...node.metadata.labels, [ZONE]: zoneOf(node) } },
    }));
  const together = search(
    workload,
    model,
    withZones(() => 'zone'),
    key,
  );
  const apart = search(
    workload,
    model,
    withZones(({ metadata }) => metadata.name),
    key,
  );
  return together.verdict === apart.verdict ? together : { verdict: 'inconclusive', lacks: 'zones' };
}

const MOST_SITUATIONS = 20_000;

function search(workload: Workload, model: ClusterModel, nodes: readonly Node[], key: string): Loss {
  const rollout = model.rollout(workload);
  const pods = {
    namespace: workload.object.namespace,
    labels: workload.pod.labels,
    spec: model.nodes.labelled ? workload.pod.scheduling : withoutNodeRules(workload.pod.scheduling),
    replicas: model.replicas(workload).count,
    maxSurge: rollout?.kind === 'rolling' ? rollout.surge : 0,
  };
  let isDecided = true;
  for (const [domain, failed] of representatives(nodes, key)) {
    const { verdict } = worstLoss(pods, { nodes }, failed, { budget: MOST_SITUATIONS });
    if (verdict === 'outage') return { verdict: 'takes-all', failed: domain, reason: 'not-spread' };
    isDecided &&= verdict === 'survives';
  }
  return isDecided ? { verdict: 'survives' } : { verdict: 'inconclusive', lacks: 'search' };
}

/** Domains, and the nodes in them; of nodes that differ in nothing but their name, one. */
function representatives(nodes: readonly Node[], key: string): Map<string, readonly string[]> {
  const domains = new Map<string, string[]>();
  const shapes = new Map<string, string>();
  for (const node of nodes) {
    const { labels, name } = node.metadata;
    const domain = domainOf(node, key);
    if (key === HOSTNAME) {
      const shape = JSON.stringify([{ ...labels, [HOSTNAME]: '' }, node.spec, node.status]);
      if (shapes.has(shape)) continue;
      shapes.set(shape, name);
    }
    domains.set(domain, [...(domains.get(domain) ?? []), name]);
  }
  return domains;
}

function usesZone({ apart, even }: Spread): boolean {
  return apart.includes(ZONE) || even.some(({ key }) => key === ZONE);
}

/** Nodes without the label are a domain together. */
function domainOf({ metadata }: Node, key: string): string {
  return metadata.labels?.[key] ?? (key === HOSTNAME ? metadata.name : '');
}
