import type { ClusterModel } from '../../model/cluster-model';
import type { PodIdentity } from '../../model/kubernetes/affinity-term';
import type { PodSpec } from '../../model/kubernetes/types';
import type { Surroundings } from '../../model/placement/pod-set';
import { push } from '../../model/pod-index';
import { podGroups, type PodGroup } from './pod-groups';

/** Everything that failures are tried on. Nothing in it changes. */
export interface World {
  readonly model: ClusterModel;
  readonly groups: readonly PodGroup[];
  readonly byNamespace: ReadonlyMap<string, readonly PodGroup[]>;
  readonly namespaceLabels: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

export function makeWorld(model: ClusterModel): World {
  const groups = podGroups(model);
  const byNamespace = new Map<string, PodGroup[]>();
  for (const group of groups) push(byNamespace, group.object.namespace, group);
  return {
    model,
    groups,
    byNamespace,
    namespaceLabels: new Map(model.ofType('Namespace').map(({ name, labels }) => [name, labels])),
  };
}

/** What the pods of a group are placed into: the nodes, and the pods of others that their rules may mean. */
export function surroundingsOf({ model, groups, byNamespace, namespaceLabels }: World, group: PodGroup): Surroundings {
  const { namespace } = group.object;
  const reach = reachOf(group.pods.spec);
  const near = reach === 'none' ? [] : reach === 'everywhere' ? groups : (byNamespace.get(namespace) ?? []);
  return {
    nodes: model.nodes.all,
    others: near.filter((other) => other !== group).map(identityOf),
    namespaceLabels: (name) => namespaceLabels.get(name),
  };
}

function identityOf({ pods }: PodGroup): PodIdentity {
  return { namespace: pods.namespace, labels: pods.labels };
}

/** How far the hard rules of pods about other pods reach. */
function reachOf({ affinity, topologySpreadConstraints }: PodSpec): 'none' | 'namespace' | 'everywhere' {
  const terms = [
    ...(affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
  ];
  if (terms.some(({ namespaces, namespaceSelector }) => (namespaces ?? []).length > 0 || namespaceSelector))
    return 'everywhere';
  return terms.length + (topologySpreadConstraints ?? []).length > 0 ? 'namespace' : 'none';
}
