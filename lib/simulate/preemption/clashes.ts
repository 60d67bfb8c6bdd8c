import { matchesAffinityTerm, resolveAffinityTerm } from '../../model/kubernetes/affinity-term';
import { type HostPort, hostPortsConflict, hostPortsOf } from '../../model/kubernetes/host-ports';
import { matchesLabelSelector, withLabelKeys } from '../../model/kubernetes/label-selector';
import { byRevision } from '../../model/placement/read-constraints';
import { push } from '../../model/pod-index';
import type { PodGroup } from '../world/pod-groups';
import { inReach, type World } from '../world/world';

/**
 * Groups that keep each other from a node, whatever room it has: by host ports, or because a hard rule of one of them
 * counts pods of the other. To have the other evicted makes way.
 */
export function clashes(world: World): ReadonlyMap<PodGroup, readonly PodGroup[]> {
  const found = new Map<PodGroup, PodGroup[]>();
  const add = (a: PodGroup, b: PodGroup) => {
    push(found, a, b);
    push(found, b, a);
  };
  const withPorts: { readonly group: PodGroup; readonly ports: readonly HostPort[] }[] = [];
  for (const group of world.occupants) {
    const ports = hostPortsOf(group.pods.spec);
    if (ports.length === 0) continue;
    for (const other of withPorts) if (hostPortsConflict(ports, other.ports)) add(group, other.group);
    withPorts.push({ group, ports });
  }
  for (const group of world.occupants)
    for (const other of inReach(world, group)) if (counts(group, other, world)) add(group, other);
  return found;
}

/** Whether anti-affinity or a hard spread of one means pods of the other. */
function counts({ pods: { spec, ...own } }: PodGroup, { pods: other }: PodGroup, world: World): boolean {
  const apart = spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const spread = (spec.topologySpreadConstraints ?? []).filter((one) => one.whenUnsatisfiable === 'DoNotSchedule');
  return (
    apart.some(
      (term) =>
        !byRevision(term) &&
        matchesAffinityTerm(resolveAffinityTerm(term, own), other, (name) => world.namespaceLabels.get(name)),
    ) ||
    spread.some(
      (one) =>
        !byRevision(one) &&
        own.namespace === other.namespace &&
        matchesLabelSelector(withLabelKeys(one.labelSelector, own.labels, one.matchLabelKeys), other.labels),
    )
  );
}
