import type { ClusterSpec } from '../spec/cluster-spec';
import { Longhorn } from './longhorn';
import { LonghornPolicy } from './longhorn-policy';
import { StorageClasses } from './storage-classes';
import { findObject, inLayer, objectsOf, specOf } from './testing';

const spec = (
  rest: string,
  nodes = [1, 2, 3, 4, 5].map((i) => `{name: n${i}, role: server, zone: z${i}}`),
): ClusterSpec =>
  specOf(
    `cluster: {name: t}\ngit: {url: "https://g/x"}\nnodes: [${nodes.join(', ')}]\ningress: {exposure: cloudflared}\n${rest}\n`,
  );
const valuesOf = (s: ClusterSpec) =>
  (
    findObject(
      inLayer((layer) => new Longhorn(layer, s)),
      'HelmRelease',
      'longhorn',
    ) as any
  ).spec.values;

describe('Longhorn', () => {
  test('copies are never on one node or one disk, and volumes follow their pods away from dead nodes', () => {
    expect(valuesOf(spec('')).defaultSettings).toMatchObject({
      defaultReplicaCount: 3,
      replicaSoftAntiAffinity: false,
      replicaDiskSoftAntiAffinity: false,
      nodeDownPodDeletionPolicy: 'delete-both-statefulset-and-deployment-pod',
      autoSalvage: true,
      replicaAutoBalance: 'least-effort',
      deletingConfirmationFlag: false,
      replicaReplenishmentWaitInterval: 600,
      offlineReplicaRebuilding: true,
    });
  });

  test('the default class keeps volumes when claims go', () => {
    expect(valuesOf(spec('')).persistence).toMatchObject({
      defaultClass: true,
      defaultClassReplicaCount: 3,
      reclaimPolicy: 'Retain',
    });
  });

  test('every CSI controller runs three times', () => {
    expect(valuesOf(spec('')).csi).toMatchObject({
      attacherReplicaCount: 3,
      provisionerReplicaCount: 3,
      resizerReplicaCount: 3,
      snapshotterReplicaCount: 3,
    });
  });

  test('zones are required to differ only where one is spare or exactly enough', () => {
    const soft = (zones: string[]) =>
      valuesOf(
        spec(
          '',
          zones.map((z, i) => `{name: n${i}, role: server${z ? `, zone: ${z}` : ''}}`),
        ),
      ).defaultSettings.replicaZoneSoftAntiAffinity;
    expect(soft(['a', 'b', 'c'])).toBe(false);
    expect(soft(['a', 'b', 'b'])).toBe(true);
    expect(soft(['a', 'b', 'c', '', 'd'])).toBe(true);
  });

  test('volumes can be made while a node is down, where there is no node to spare', () => {
    const degraded = (count: number) =>
      valuesOf(
        spec(
          '',
          Array.from({ length: count }, (_, i) => `{name: n${i}, role: server}`),
        ),
      ).defaultSettings.allowVolumeCreationWithDegradedAvailability;
    expect(degraded(3)).toBe(true);
    expect(degraded(5)).toBe(false);
  });

  test('nodes without storage, and disk tags, are kept to', () => {
    const s = spec(
      'storage: {diskTags: [ssd]}',
      [1, 2, 3]
        .map((i) => `{name: n${i}, role: server, diskTags: [ssd]}`)
        .concat('{name: n4, role: agent, storage: false}'),
    );
    expect(valuesOf(s).defaultSettings.createDefaultDiskLabeledNodes).toBe(true);
    expect(valuesOf(s).persistence.defaultDiskSelector).toEqual({ enable: true, selector: 'ssd' });
    expect(
      findObject(
        inLayer((layer) => new StorageClasses(layer, s)),
        'StorageClass',
        'longhorn-db',
      ),
    ).toMatchObject({ parameters: { diskSelector: 'ssd' } });
  });

  test('1.12 does not cut CSI off by its network policies', () => {
    expect(valuesOf(spec('storage: {longhorn: 1.12.1}')).networkPolicies).toEqual({ restrictInternalTraffic: false });
  });

  test('the release is never pruned, and a failed install is never answered by an uninstall', () => {
    const chart = inLayer((layer) => new Longhorn(layer, spec('')));
    for (const object of objectsOf(chart))
      expect(object.metadata.annotations).toMatchObject({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
    expect(findObject(chart, 'HelmRelease', 'longhorn')).toMatchObject({
      spec: { install: { strategy: { name: 'RetryOnFailure' } }, upgrade: { strategy: { name: 'RetryOnFailure' } } },
    });
  });
});

describe('StorageClasses', () => {
  test('databases get one local copy, chosen after the pod has its node', () => {
    expect(
      findObject(
        inLayer((layer) => new StorageClasses(layer, spec(''))),
        'StorageClass',
        'longhorn-db',
      ),
    ).toMatchObject({
      metadata: { annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } },
      reclaimPolicy: 'Retain',
      volumeBindingMode: 'WaitForFirstConsumer',
      parameters: { numberOfReplicas: '1', dataLocality: 'strict-local' },
    });
  });
});

describe('LonghornPolicy', () => {
  const jobs = (rest: string) =>
    objectsOf(inLayer((layer) => new LonghornPolicy(layer, spec(rest)))).map((o) => [o.metadata.name, (o as any).spec]);

  test('every volume has snapshots, and backups where there is a target', () => {
    expect(jobs('storage: {backup: {target: "s3://b@r/", schedule: "1 2 * * *", retain: 7}}')).toMatchObject([
      ['snapshot', { task: 'snapshot', cron: '0 */6 * * *', retain: 8, groups: ['default'] }],
      ['backup', { task: 'backup', cron: '1 2 * * *', retain: 7, groups: ['default'] }],
      ['filesystem-trim', { task: 'filesystem-trim' }],
    ]);
    expect(jobs('').map(([name]) => name)).not.toContain('backup');
  });
});
