/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-assignment -- objects of any kind are looked into by path */
import type { ClusterSpec } from '../lib/spec/cluster-spec';
import { presentNodes } from '../lib/spec/topology';

type Json = any;

/** One field that keeps something available, taken away from a copy of its object. */
export interface Mutation {
  readonly name: string;
  readonly apply: (copy: Json) => void;
}

/**
 * The ways to take availability away from an object. What makes no difference to any one failure is not among them;
 * each such case has its reason beside it.
 */
export function mutationsOf(object: Json, cluster: ClusterSpec): readonly Mutation[] {
  return [
    ...ofWorkload(object, cluster),
    ...ofBudget(object),
    ...ofTraffic(object),
    ...ofStorage(object),
    ...ofPostgres(object),
    ...ofRelease(object),
    ...ofFlux(object),
  ];
}

const when = (condition: unknown, name: string, apply: (copy: Json) => void): Mutation[] =>
  condition ? [{ name, apply }] : [];

function ofWorkload({ kind, spec }: Json, cluster: ClusterSpec): Mutation[] {
  if (!['Deployment', 'StatefulSet'].includes(kind)) return [];
  const pod = spec.template.spec;
  const containers: Json[] = pod.containers;
  const several = spec.replicas > 1;
  return [
    ...when(several, 'replicas: 1', (c) => (c.spec.replicas = 1)),
    ...when(several, 'Recreate', (c) => (c.spec.strategy = { type: 'Recreate' })),
    ...when(several, 'an update takes all', (c) => {
      c.spec.strategy = { rollingUpdate: { maxUnavailable: '100%', maxSurge: 0 } };
    }),
    ...ofSpread(pod, spec, cluster),
    ...when(pod.affinity?.podAntiAffinity, 'no anti-affinity', (c) => delete podOf(c).affinity.podAntiAffinity),
    ...containers.flatMap((container, i) => [
      ...when(container.readinessProbe, `no readiness probe in ${container.name}`, (c) => {
        delete podOf(c).containers[i].readinessProbe;
      }),
    ]),
    ...when(
      containers.some(({ resources }) => resources),
      'no requests',
      (c) => podOf(c).containers.forEach((container: Json) => delete container.resources),
    ),
    ...when(pod.priorityClassName, 'no priority', (c) => delete podOf(c).priorityClassName),
    ...when(
      pod.tolerations?.some((t: Json) => t.tolerationSeconds),
      'tolerates dead nodes for ever',
      (c) => podOf(c).tolerations.forEach((toleration: Json) => delete toleration.tolerationSeconds),
    ),
    { name: 'pinned to one node', apply: (c) => (podOf(c).nodeName = presentNodes(cluster)[0]?.name) },
    ...when(
      pod.volumes?.some((v: Json) => v.persistentVolumeClaim),
      'data of the node',
      (c) =>
        podOf(c).volumes.forEach((volume: Json) => {
          if (!volume.persistentVolumeClaim) return;
          delete volume.persistentVolumeClaim;
          volume.hostPath = { path: '/srv/data' };
        }),
    ),
  ];
}

const podOf = (workload: Json): Json => workload.spec.template.spec;

function ofSpread(pod: Json, spec: Json, cluster: ClusterSpec): Mutation[] {
  const constraints: Json[] = pod.topologySpreadConstraints ?? [];
  if (constraints.length === 0 || !(spec.replicas > 1)) return [];
  const hostPorts = pod.containers.some(({ ports }: Json) => ports?.some((port: Json) => port.hostPort));
  const zones = presentNodes(cluster).map(({ zone }) => zone);
  const largestZone = Math.max(...zones.map((zone) => zones.filter((other) => other === zone).length));
  const zonesAreShared = new Set(zones).size < zones.length && !zones.includes(undefined);
  // A node gives its port away once: with one node in each zone, or no zones, that is all that a spread could do.
  if (hostPorts && !zonesAreShared) return [];
  const all = (change: (constraint: Json) => void) => (c: Json) => podOf(c).topologySpreadConstraints.forEach(change);
  const zone = constraints.findIndex(({ topologyKey }) => topologyKey === 'topology.kubernetes.io/zone');
  return [
    { name: 'no spread', apply: (c) => delete podOf(c).topologySpreadConstraints },
    { name: 'spread only if it is easy', apply: all((s) => (s.whenUnsatisfiable = 'ScheduleAnyway')) },
    { name: 'spread of other pods', apply: all((s) => (s.labelSelector.matchLabels = { app: 'other' })) },
    // Without surge there are never more pods than replicas: old ones may count.
    ...when(spec.strategy?.rollingUpdate?.maxSurge !== 0, 'spread counts old pods', (c) => {
      all((s) => delete s.matchLabelKeys)(c);
    }),
    // While there are more nodes than replicas, a dead one is not the only place that is due.
    ...when(presentNodes(cluster).length <= spec.replicas, 'spread counts dead nodes', (c) => {
      all((s) => delete s.nodeTaintsPolicy)(c);
    }),
    // Pods in two zones are on two nodes; what is over zones adds something only where a zone has room for all of them.
    ...when(
      zone !== -1 && constraints.length > 1 && zonesAreShared && spec.replicas <= largestZone,
      'no spread over zones',
      (c) => podOf(c).topologySpreadConstraints.splice(zone, 1),
    ),
  ];
}

function ofBudget({ kind, spec }: Json): Mutation[] {
  if (kind !== 'PodDisruptionBudget') return [];
  return [
    { name: 'budget permits nothing', apply: (c) => Object.assign(c.spec, { maxUnavailable: 0 }) },
    { name: 'budget permits all', apply: (c) => Object.assign(c.spec, { maxUnavailable: '100%' }) },
    { name: 'budget of other pods', apply: (c) => (c.spec.selector.matchLabels = { app: 'other' }) },
    ...when(spec.unhealthyPodEvictionPolicy, 'unhealthy pods block drains', (c) => {
      delete c.spec.unhealthyPodEvictionPolicy;
    }),
  ];
}

function ofTraffic({ kind, spec, webhooks = [] }: Json): Mutation[] {
  return [
    ...when(kind === 'Service' && spec.selector, 'Service of other pods', (c) => (c.spec.selector = { app: 'other' })),
    ...when(kind === 'Service' && spec.selector && spec.clusterIP !== 'None', 'Service of pods not ready', (c) => {
      c.spec.publishNotReadyAddresses = true;
    }),
    ...when(kind === 'Ingress', 'Ingress to another Service', (c) => {
      for (const rule of c.spec.rules) for (const path of rule.http.paths) path.backend.service.name = 'other';
    }),
    ...webhooks.flatMap(({ name, failurePolicy }: Json, i: number) => [
      ...when(
        failurePolicy === 'Ignore',
        `webhook ${name} fails closed`,
        (c) => (c.webhooks[i].failurePolicy = 'Fail'),
      ),
      { name: `webhook ${name} waits long`, apply: (c: Json) => (c.webhooks[i].timeoutSeconds = 30) },
    ]),
  ];
}

function ofStorage({ kind, parameters, reclaimPolicy, provisioner, spec }: Json): Mutation[] {
  return [
    ...when(kind === 'StorageClass' && Number(parameters?.numberOfReplicas) > 1, 'one copy', (c) => {
      c.parameters.numberOfReplicas = '1';
    }),
    // A class of one copy is for databases that replicate themselves: for those a disk of the node is no worse.
    ...when(
      kind === 'StorageClass' && provisioner && parameters?.numberOfReplicas !== '1',
      'class of one node',
      (c) => {
        c.provisioner = 'rancher.io/local-path';
      },
    ),
    ...when(kind === 'StorageClass' && reclaimPolicy === 'Retain', 'data goes with its claim', (c) => {
      c.reclaimPolicy = 'Delete';
    }),
    ...when(kind === 'PersistentVolumeClaim', 'claim of one node', (c) => (c.spec.storageClassName = 'local-path')),
    ...when(kind === 'PersistentVolumeClaim' && spec?.volumeName, 'another volume', (c) => delete c.spec.volumeName),
  ];
}

function ofPostgres({ kind, spec }: Json): Mutation[] {
  if (kind !== 'Cluster') return [];
  return [
    { name: 'instances: 1', apply: (c) => (c.spec.instances = 1) },
    { name: 'instances may share a node', apply: (c) => (c.spec.affinity.podAntiAffinityType = 'preferred') },
    { name: 'writes need every instance', apply: (c) => (c.spec.postgresql.synchronous.number = spec.instances - 1) },
    { name: 'no synchronous replica', apply: (c) => delete c.spec.postgresql.synchronous },
    { name: 'no budget of the operator', apply: (c) => (c.spec.enablePDB = false) },
    { name: 'data of one node', apply: (c) => (c.spec.storage.storageClass = 'local-path') },
  ];
}

/** Numbers of replicas to one, and switches of values to what their chart has without them or to the opposite. */
function ofRelease({ kind, spec }: Json): Mutation[] {
  if (kind !== 'HelmRelease') return [];
  return [
    { name: 'suspended', apply: (c) => (c.spec.suspend = true) },
    ...when(spec.values?.topologySpreadConstraints, 'spread only if it is easy', (c) =>
      c.spec.values.topologySpreadConstraints.forEach((s: Json) => (s.whenUnsatisfiable = 'ScheduleAnyway')),
    ),
    ...[...leaves(spec.values, ['spec', 'values'])].flatMap(({ path, value }) => {
      const key = path.at(-1) ?? '';
      const to = (other: unknown) => [
        { name: `${path.slice(2).join('.')}: ${String(other)}`, apply: set(path, other) },
      ];
      if (/replica(s|Count)?$/i.test(key) && Number(value) > 1) return to(1);
      if (key === 'priorityClassName') return to(undefined);
      if (key === 'reclaimPolicy') return to('Delete');
      if (key === 'podAntiAffinityPreset' && value === 'hard') return to('soft');
      if (key === 'nodeDownPodDeletionPolicy') return to('do-nothing');
      if (key === 'nodeDrainPolicy') return to('always-allow');
      if (key === 'replicaAutoBalance') return to('disabled');
      if (key === 'backupTarget') return to('nfs://backups.storage.svc.cluster.local:/volume');
      if (SAFE.get(key) === value) return to(!SAFE.get(key));
      return [];
    }),
  ];
}

/** replicaZoneSoftAntiAffinity is not among them: where it is hard, a zone too few keeps volumes from being rebuilt. */
const SAFE: ReadonlyMap<string, unknown> = new Map([
  ['replicaSoftAntiAffinity', false],
  ['allowVolumeCreationWithDegradedAvailability', false],
  ['autoSalvage', true],
  ['offlineReplicaRebuilding', true],
]);

function* leaves(value: Json, path: string[]): Generator<{ path: string[]; value: unknown }> {
  if (typeof value !== 'object' || value === null) yield { path, value };
  else for (const [key, item] of Object.entries(value)) yield* leaves(item, [...path, key]);
}

const set =
  (path: readonly string[], value: unknown) =>
  (copy: Json): void => {
    const parent = path.slice(0, -1).reduce((from, key) => from[key], copy);
    parent[path.at(-1) ?? ''] = value;
  };

function ofFlux({ kind, spec }: Json): Mutation[] {
  if (kind !== 'FluxInstance') return [];
  return (spec.kustomize?.patches ?? []).flatMap(({ patch, target }: Json, i: number) =>
    when(/replicas: 2/.test(patch), `${target.name}: replicas: 1`, (c) => {
      c.spec.kustomize.patches[i].patch = patch.replace('replicas: 2', 'replicas: 1');
    }),
  );
}
