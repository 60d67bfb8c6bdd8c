import { clusterModel } from '../model/build-model';
import { readObjects } from '../model/read-objects';
import { judge } from './judge';

/* Objects are changed by path, so they are of any type. */
type Json = any;

const labels = { app: 'shop' };
const selector = { matchLabels: labels };
const HOSTNAME = 'kubernetes.io/hostname';
const meta = (name: string, more: object = {}) => ({ name, namespace: 'shop', ...more });

const spread = {
  maxSkew: 1,
  topologyKey: HOSTNAME,
  whenUnsatisfiable: 'DoNotSchedule',
  nodeTaintsPolicy: 'Honor',
  labelSelector: selector,
};
const container = {
  name: 'main',
  image: 'ghcr.io/example/shop:1.0.0',
  ports: [{ name: 'http', containerPort: 8080 }],
  readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
  resources: { requests: { cpu: '100m', memory: '64Mi' } },
};
const pod = {
  priorityClassName: 'service',
  containers: [container],
  topologySpreadConstraints: [{ ...spread, matchLabelKeys: ['pod-template-hash'] }],
};
const workload = (kind: string, podSpec: object, spec: object = {}): Json => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: meta('shop'),
  spec: { replicas: 3, selector, template: { metadata: { labels }, spec: podSpec }, ...spec },
});
const deployment = () => workload('Deployment', pod);
const budget = (name = 'shop', spec: object = { maxUnavailable: 1 }): Json => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: meta(name),
  spec: { ...spec, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector },
});
const service = (more: object = {}): Json => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: meta('shop'),
  spec: { selector: labels, ports: [{ port: 80, targetPort: 'http' }], ...more },
});
const priority: Json = {
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name: 'service' },
  value: 1000,
};
const claim = (more: object): Json => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: meta('data'),
  spec: { accessModes: ['ReadWriteMany'], storageClassName: 'longhorn', ...more },
});
const withClaim = { ...pod, volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };
const apart = {
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: HOSTNAME, labelSelector: selector }],
  },
};
const podApart = { priorityClassName: 'service', containers: [container], affinity: apart };
const oneByOne = { strategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } };
const webhook: Json = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'check' },
  webhooks: [
    {
      name: 'check.example.com',
      failurePolicy: 'Fail',
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
      clientConfig: { service: { name: 'shop', namespace: 'shop', port: 80 } },
      rules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] }],
    },
  ],
};
const apiService: Json = {
  apiVersion: 'apiregistration.k8s.io/v1',
  kind: 'APIService',
  metadata: { name: 'v1.example.com' },
  spec: { service: { name: 'shop', namespace: 'shop', port: 80 } },
};
const ingress: Json = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: meta('shop'),
  spec: { defaultBackend: { service: { name: 'shop', port: { number: 80 } } } },
};
const nodes: Json[] = ['n1', 'n2', 'n3'].map((name) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } }));
const daemon = (): Json => {
  return workload('DaemonSet', { ...pod, topologySpreadConstraints: undefined }, { replicas: undefined });
};

const sound = (main: Json, ...more: Json[]): Json[] => [main, budget(), service(), priority, ...more];

function findings(objects: readonly Json[]) {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  return judge(clusterModel(readObjects('x', text).objects)).findings;
}
const rulesIn = (objects: readonly Json[]) => findings(objects).map(({ rule }) => rule);

const container0 = (objects: Json[]) => objects[0].spec.template.spec.containers[0];
const podOf = (objects: Json[]) => objects[0].spec.template.spec;

/** A sound installation, the same with one defect, and the rule that must say so. */
const DEFECTS: readonly (readonly [string, () => Json[], (objects: Json[]) => unknown, string])[] = [
  ['one replica', () => sound(deployment()), (o) => (o[0].spec.replicas = 1), 'single-replica'],
  [
    'one replica of CoreDNS',
    () => sound({ ...deployment(), metadata: { name: 'coredns', namespace: 'shop' } }),
    (o) => (o[0].spec.replicas = 1),
    'single-replica',
  ],
  ['no budget', () => sound(deployment()), (o) => o.splice(1, 1), 'no-budget'],
  [
    'a budget that selects nothing',
    () => sound(deployment()),
    (o) => (o[1].spec.selector = { matchLabels: { app: 'other' } }),
    'budget-selects-nothing',
  ],
  ['no spread', () => sound(deployment()), (o) => delete podOf(o).topologySpreadConstraints, 'replicas-share-node'],
  [
    'anti-affinity to other labels',
    () => sound(workload('Deployment', podApart, oneByOne)),
    (o) =>
      (podOf(o).affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector = {
        matchLabels: { app: 'other' },
      }),
    'replicas-share-node',
  ],
  ['no readiness probe', () => sound(deployment()), (o) => delete container0(o).readinessProbe, 'no-readiness-probe'],
  [
    'minAvailable as many as replicas',
    () => sound(deployment()),
    (o) => (o[1] = budget('shop', { minAvailable: 3 })),
    'budget-blocks-drain',
  ],
  [
    'minAvailable 100 %',
    () => sound(deployment()),
    (o) => (o[1] = budget('shop', { minAvailable: '100%' })),
    'budget-blocks-drain',
  ],
  [
    'maxUnavailable 0',
    () => sound(deployment()),
    (o) => (o[1] = budget('shop', { maxUnavailable: 0 })),
    'budget-blocks-drain',
  ],
  ['Recreate', () => sound(deployment()), (o) => (o[0].spec.strategy = { type: 'Recreate' }), 'rollout-stops-service'],
  [
    'an autoscaler that leaves one',
    () => {
      const scaler = {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: meta('shop'),
        spec: {
          minReplicas: 3,
          maxReplicas: 9,
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop' },
        },
      };
      return sound(workload('Deployment', pod, { replicas: undefined }), scaler);
    },
    (o) => (o[4].spec.minReplicas = 1),
    'autoscaler-leaves-one',
  ],
  [
    'a StatefulSet of one',
    () => sound(workload('StatefulSet', pod)),
    (o) => (o[0].spec.replicas = 1),
    'single-replica',
  ],
  [
    'data in a folder of the node',
    () => sound(workload('Deployment', withClaim), claim({})),
    (o) => {
      podOf(o).volumes = [{ name: 'data', hostPath: { path: '/srv/data' } }];
      container0(o).volumeMounts = [{ name: 'data', mountPath: '/data' }];
    },
    'data-on-one-node',
  ],
  ['no priority class', () => sound(deployment()), (o) => delete podOf(o).priorityClassName, 'no-priority'],
  [
    'spread only if it is easy',
    () => sound(deployment()),
    (o) => (podOf(o).topologySpreadConstraints[0].whenUnsatisfiable = 'ScheduleAnyway'),
    'replicas-share-node',
  ],
  [
    'a claim of one node under three replicas',
    () => sound(workload('Deployment', withClaim), claim({})),
    (o) => (o[4].spec.accessModes = ['ReadWriteOnce']),
    'replicas-share-claim',
  ],
  [
    'a claim of local-path',
    () => sound(workload('Deployment', withClaim), claim({})),
    (o) => (o[4].spec.storageClassName = 'local-path'),
    'data-on-one-node',
  ],
  ['two budgets for one pod', () => sound(deployment()), (o) => o.push(budget('other')), 'budgets-overlap'],
  [
    'an update that takes all',
    () => sound(deployment()),
    (o) => (o[0].spec.strategy = { rollingUpdate: { maxUnavailable: '100%' } }),
    'rollout-stops-service',
  ],
  [
    'required anti-affinity, and no pod may be missing',
    () => sound(workload('Deployment', podApart, oneByOne), ...nodes),
    (o) => (o[0].spec.strategy.rollingUpdate = { maxUnavailable: 0, maxSurge: 1 }),
    'rollout-cannot-finish',
  ],
  [
    'pinned to one node',
    () => sound(deployment()),
    (o) => (podOf(o).nodeSelector = { [HOSTNAME]: 'n1' }),
    'pinned-to-one-node',
  ],
  ['a webhook on one replica', () => sound(deployment(), webhook), (o) => (o[0].spec.replicas = 1), 'single-replica'],
  [
    'an APIService on one replica',
    () => sound(deployment(), apiService),
    (o) => (o[0].spec.replicas = 1),
    'single-replica',
  ],
  [
    'an Ingress whose controller has one replica',
    () => {
      const controller = structuredClone(deployment());
      controller.spec.template.spec.containers[0].image = 'registry.k8s.io/ingress-nginx/controller:v1.15.1';
      controller.spec.template.spec.containers[0].args = ['--shutdown-grace-period=15'];
      return sound(controller, ingress);
    },
    (o) => (o[0].spec.replicas = 1),
    'single-replica',
  ],
  [
    'a DaemonSet that updates all nodes at once',
    () => [daemon(), service(), priority],
    (o) => (o[0].spec.updateStrategy = { rollingUpdate: { maxUnavailable: '100%' } }),
    'rollout-stops-service',
  ],
];

/** What a sound installation may hear: a webhook that fails closed is a choice. */
const KNOWN = ['webhook-fails-closed'];

test.each(DEFECTS)('%s is found, and a sound installation is silent', (_, make, defect, rule) => {
  expect(rulesIn(make()).filter((found) => !KNOWN.includes(found))).toEqual([]);
  const broken = structuredClone(make());
  defect(broken);
  expect(rulesIn(broken)).toContain(rule);
});

test.each([
  ['a webhook', webhook, 'ValidatingWebhookConfiguration/check'],
  ['an APIService', apiService, 'APIService/v1.example.com'],
  ['an Ingress', ingress, 'Ingress/shop/shop'],
])('the only replica of what %s needs is an outage that names it', (_, needs, name) => {
  const objects = sound(structuredClone(deployment()), needs);
  objects[0].spec.replicas = 1;
  const [found] = findings(objects).filter(({ rule }) => rule === 'single-replica');
  expect(found).toMatchObject({ severity: 'outage' });
  expect(found?.message).toContain(name);
});

test('who asks a Service with one replica suffers with it', () => {
  const client = structuredClone(deployment());
  client.metadata.name = 'client';
  client.spec.template.spec.containers[0].env = [{ name: 'SHOP_URL', value: 'http://shop.shop.svc:80/' }];
  const objects = sound(structuredClone(deployment()), client);
  objects[0].spec.replicas = 1;
  const found = findings(objects).find(({ rule }) => rule === 'single-replica');
  expect(found?.related?.map(({ name }) => name)).toContain('client');
});

describe('clean controls', () => {
  const elected = structuredClone(deployment());
  elected.spec.replicas = 2;
  elected.spec.template.spec.containers[0].image = 'registry.k8s.io/sig-storage/csi-provisioner:v5.2.0';
  elected.spec.template.spec.containers[0].args = ['--leader-election'];
  test.each([
    ['a DaemonSet without a budget', [daemon(), service(), priority]],
    ['two replicas with leader election', [elected, budget(), priority]],
    ['a hard spread over nodes without anti-affinity', sound(deployment())],
  ])('%s is silent', (_, objects) => {
    expect(rulesIn(objects)).toEqual([]);
  });
});
