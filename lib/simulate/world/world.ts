import type { ClusterModel } from '../../model/cluster-model';
import type { KubeObject } from '../../model/kube-object';
import { allocatableOf, type Resources } from '../../model/kubernetes/resources';
import type { PodSpec } from '../../model/kubernetes/types';
import type { Surroundings } from '../../model/placement/pod-set';
import { ZONE } from '../../model/nodes';
import { push } from '../../model/pod-index';
import { servesClients } from '../../model/service';
import { longhornSettings, type LonghornSettings } from '../storage/longhorn-settings';
import { type Volume, volumesOf } from '../storage/volumes';
import { type ControlPlane, controlPlaneOf } from './control-plane';
import { runningPods } from './running-pods';
import { podGroups, type PodGroup } from './pod-groups';
import { type ClusterSettings, STANDARD_SETTINGS } from './settings';

export interface SharedService {
  readonly object: KubeObject;
  readonly groups: readonly PodGroup[];
}

/** Everything that failures are tried on. Nothing in it changes. */
export interface World {
  readonly model: ClusterModel;
  readonly settings: ClusterSettings;
  readonly controlPlane: ControlPlane;
  readonly longhorn: LonghornSettings;
  /** The volumes of each group that has any. */
  readonly volumes: ReadonlyMap<PodGroup, readonly Volume[]>;
  /** What each node offers to pods; undefined where it does not say. */
  readonly offers: ReadonlyMap<string, Resources | undefined>;
  /** Nodes of each zone that labels name. */
  readonly zones: ReadonlyMap<string, readonly string[]>;
  /** Pods that are to run for good. */
  readonly groups: readonly PodGroup[];
  /** All pods that take room: those of jobs, too. */
  readonly occupants: readonly PodGroup[];
  /** Services with several workloads behind them: each of those is enough. */
  readonly shared: readonly SharedService[];
  /** Ready pods by node, of groups whose pods are among the objects. */
  readonly running: ReadonlyMap<PodGroup, ReadonlyMap<string, number>>;
  readonly byNamespace: ReadonlyMap<string, readonly PodGroup[]>;
  readonly namespaceLabels: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

export function makeWorld(model: ClusterModel, settings: ClusterSettings = STANDARD_SETTINGS): World {
  const occupants = podGroups(model);
  const groups = occupants.filter(({ role }) => role !== 'job');
  const byNamespace = new Map<string, PodGroup[]>();
  for (const group of groups) push(byNamespace, group.object.namespace, group);
  return {
    model,
    settings,
    controlPlane: controlPlaneOf(model),
    longhorn: longhornSettings(model),
    volumes: new Map(groups.map((group) => [group, volumesOf(group, model)])),
    offers: new Map(model.nodes.all.map((node) => [node.metadata.name, allocatableOf(node)])),
    zones: zonesOf(model),
    groups,
    occupants,
    shared: sharedServices(model, groups),
    running: runningPods(model, byNamespace),
    byNamespace,
    namespaceLabels: new Map(model.ofType('Namespace').map(({ name, labels }) => [name, labels])),
  };
}

function sharedServices(model: ClusterModel, groups: readonly PodGroup[]): readonly SharedService[] {
  const groupOf = new Map(groups.map((group) => [group.workload, group]));
  return model.services.flatMap((service) => {
    const behind = service.workloads.flatMap((workload) => groupOf.get(workload) ?? []);
    return behind.length > 1 && servesClients(service) ? [{ object: service.object, groups: behind }] : [];
  });
}

function zonesOf({ nodes }: ClusterModel): ReadonlyMap<string, readonly string[]> {
  const zones = new Map<string, string[]>();
  for (const { metadata } of nodes.all) {
    const zone = metadata.labels?.[ZONE];
    if (zone !== undefined) push(zones, zone, metadata.name);
  }
  return zones;
}

/** What the pods of a group are placed into: the nodes, and the pods of others that their rules may mean. */
export function surroundingsOf(world: World, group: PodGroup): Surroundings {
  return {
    nodes: world.model.nodes.all,
    others: inReach(world, group).map(({ pods: { namespace, labels } }) => ({ namespace, labels })),
    namespaceLabels: (name) => world.namespaceLabels.get(name),
  };
}

/** Groups that the hard rules of a group may mean. */
export function inReach({ groups, byNamespace }: World, group: PodGroup): readonly PodGroup[] {
  const reach = reachOf(group.pods.spec);
  const near =
    reach === 'none' ? [] : reach === 'everywhere' ? groups : (byNamespace.get(group.object.namespace) ?? []);
  return near.filter((other) => other !== group);
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
