import type { Chart, ChartValue } from './knowledge';

const atLeast = (path: string, standard: number, because: string, more: Partial<ChartValue> = {}): ChartValue => ({
  path,
  standard,
  want: { atLeast: 2 },
  topic: 'replicas',
  severity: 'outage',
  because,
  ...more,
});

const must = (
  path: string,
  standard: string | boolean,
  oneOf: readonly (string | boolean)[],
  because: string,
  more: Partial<ChartValue> = {},
): ChartValue => ({ path, standard, want: { oneOf }, topic: 'storage', severity: 'outage', because, ...more });

const isSet = (
  path: string,
  set: 'anything' | 'hard-spread',
  because: string,
  topic: ChartValue['topic'],
): ChartValue => ({ path, standard: '', want: { set }, topic, severity: 'advisory', because });

const degrades = { severity: 'degrades' } as const;
const budget = must(
  'podDisruptionBudget.enabled',
  false,
  [true],
  'Drains of two nodes at a time may evict all replicas.',
  {
    topic: 'pdb',
    severity: 'advisory',
  },
);
const noRequests = 'No request from outside gets through while its node is replaced.';

export const charts: readonly Chart[] = [
  {
    chart: 'longhorn',
    what: 'Longhorn',
    values: [
      atLeast(
        'persistence.defaultClassReplicaCount',
        3,
        'A volume with one copy is away with the node that holds it.',
        {
          topic: 'storage',
        },
      ),
      atLeast('defaultSettings.defaultReplicaCount', 3, 'A volume with one copy is away with the node that holds it.', {
        topic: 'storage',
      }),
      must('defaultSettings.replicaSoftAntiAffinity', false, [false], 'All copies of a volume may be on one node.'),
      must(
        'defaultSettings.nodeDownPodDeletionPolicy',
        'do-nothing',
        ['delete-both-statefulset-and-deployment-pod'],
        'A pod with a ReadWriteOnce volume stays bound to its dead node until somebody deletes it.',
      ),
      must(
        'defaultSettings.replicaAutoBalance',
        'disabled',
        ['least-effort', 'best-effort'],
        'After a failure, copies stay where they were rebuilt, and the next failure may meet several.',
        { severity: 'advisory' },
      ),
      must(
        'defaultSettings.allowVolumeCreationWithDegradedAvailability',
        true,
        [false],
        'A volume may begin with fewer copies than it should have, and nobody is told.',
        { severity: 'advisory' },
      ),
      must(
        'defaultSettings.nodeDrainPolicy',
        'block-if-contains-last-replica',
        ['block-if-contains-last-replica', 'block-for-eviction', 'block-for-eviction-if-contains-last-replica'],
        'A drain may take the last healthy copy of a volume.',
        degrades,
      ),
      must(
        'defaultSettings.autoSalvage',
        true,
        [true],
        'A volume whose copies all failed stays so until somebody acts.',
        {
          severity: 'advisory',
        },
      ),
      must(
        'defaultSettings.offlineReplicaRebuilding',
        false,
        [true],
        'A volume that nobody uses keeps fewer copies after a failure, and the next one may meet the last.',
        { severity: 'advisory' },
      ),
      must('csi.podAntiAffinityPreset', 'soft', ['hard'], 'The CSI controllers may all be on one node.', {
        topic: 'spread',
        severity: 'advisory',
      }),
      must('persistence.reclaimPolicy', 'Delete', ['Retain'], 'Whoever deletes a claim deletes its data.', {
        severity: 'advisory',
      }),
      atLeast('csi.attacherReplicaCount', 3, 'No volume is attached while it is away.', degrades),
      atLeast('csi.provisionerReplicaCount', 3, 'No volume is made while it is away.', degrades),
      atLeast('csi.resizerReplicaCount', 3, 'No volume grows while it is away.', degrades),
      atLeast('csi.snapshotterReplicaCount', 3, 'No snapshot is made while it is away.', degrades),
      atLeast('longhornUI.replicas', 2, 'Its user interface is away while its pod is replaced.', degrades),
    ],
    source: 'longhorn/longhorn chart/values.yaml, v1.11.3',
  },
  {
    chart: 'ingress-nginx',
    what: 'ingress-nginx',
    values: [atLeast('controller.replicaCount', 1, noRequests)],
    source: 'kubernetes/ingress-nginx charts/ingress-nginx/values.yaml, 4.15.1',
  },
  {
    chart: 'traefik',
    what: 'Traefik',
    values: [atLeast('deployment.replicas', 1, noRequests), budget],
    source: 'traefik/traefik-helm-chart traefik/values.yaml, 41.3.0',
  },
  {
    chart: 'metrics-server',
    what: 'metrics-server',
    values: [atLeast('replicas', 1, 'No autoscaler and no "kubectl top" works while its node is replaced.'), budget],
    source: 'kubernetes-sigs/metrics-server charts/metrics-server/values.yaml, 3.13.0',
  },
  {
    chart: 'coredns',
    what: 'CoreDNS',
    values: [atLeast('replicaCount', 1, 'No name resolves in the cluster while its node is replaced.')],
    source: 'coredns/helm charts/coredns/values.yaml, 1.45.0',
  },
  {
    chart: 'cert-manager',
    what: 'cert-manager',
    values: [
      atLeast('webhook.replicaCount', 1, 'Every write of a certificate is refused while its webhook is away.'),
      atLeast('replicaCount', 1, 'No certificate is renewed while its node is replaced.', degrades),
      atLeast('cainjector.replicaCount', 1, 'No CA is injected while its node is replaced.', degrades),
    ],
    source: 'cert-manager/cert-manager deploy/charts/cert-manager/values.yaml, v1.18',
  },
  {
    chart: 'cloudnative-pg',
    what: 'the operator of CloudNativePG',
    values: [
      atLeast('replicaCount', 1, 'No database fails over while its node is replaced.', degrades),
      isSet('topologySpreadConstraints', 'hard-spread', 'Its replicas may all be on one node.', 'spread'),
      isSet('priorityClassName', 'anything', 'After the loss of a node its pods may find no room.', 'placement'),
    ],
    pods: [
      {
        name: 'cloudnative-pg',
        image: 'cloudnative-pg/cloudnative-pg',
        labels: { 'app.kubernetes.io/name': 'cloudnative-pg' },
        releaseLabel: 'app.kubernetes.io/instance',
        replicas: 'replicaCount',
        standard: 1,
      },
    ],
    source: 'cloudnative-pg/charts charts/cloudnative-pg/values.yaml, 0.29',
  },
  {
    chart: 'flux-operator',
    what: 'the operator of Flux',
    values: [isSet('priorityClassName', 'anything', 'After the loss of a node its pod may find no room.', 'placement')],
    pods: [
      {
        name: 'flux-operator',
        image: 'controlplaneio-fluxcd/flux-operator',
        labels: { 'app.kubernetes.io/name': 'flux-operator' },
        releaseLabel: 'app.kubernetes.io/instance',
        standard: 1,
      },
    ],
    source: 'controlplaneio-fluxcd/charts charts/flux-operator/values.yaml, 0.58: no value for replicas',
  },
  {
    chart: 'argo-cd',
    what: 'Argo CD',
    values: [
      atLeast('server.replicas', 1, 'Nobody can log in while its node is replaced.'),
      atLeast('repoServer.replicas', 1, 'Nothing is synchronised while its node is replaced.'),
    ],
    source: 'argoproj/argo-helm charts/argo-cd/values.yaml, 8.5',
  },
];
