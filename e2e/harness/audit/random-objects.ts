import fc from 'fast-check';
import type { ObjectReference } from '../control-plane/resource-paths';

/** Objects that leave to the API server what they may: each field is there in some of them only. */

type Fields = Readonly<Record<string, fc.Arbitrary<unknown>>>;

const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';
const LABELS = { app: 'shop' };
const SELECTOR = { matchLabels: LABELS };
const one = fc.constantFrom;

/** Any of these fields, or none. */
const some = (fields: Fields): fc.Arbitrary<Record<string, unknown>> => fc.record(fields, { requiredKeys: [] });

const count = one(1, 2, 3, 5);
const intOrPercent = one<number | string>(1, 2, '25%', '34%', '50%', '100%');

const probe = fc
  .tuple(some({ periodSeconds: one(1, 10), failureThreshold: one(1, 3), timeoutSeconds: one(1, 5) }), one('http', 8080))
  .map(([fields, port]) => ({ ...fields, httpGet: { path: '/ready', port } }));

const container = (name: string): fc.Arbitrary<object> =>
  some({
    ports: fc.constant([{ name: 'http', containerPort: 8080 }]),
    readinessProbe: probe,
    livenessProbe: probe,
    imagePullPolicy: one('Always', 'IfNotPresent', 'Never'),
    command: fc.constant(['/main']),
    resources: some({
      requests: one({ cpu: '100m' }, { memory: '64Mi' }, { cpu: 1, memory: '1Gi' }),
      limits: one({ cpu: 2, memory: '2Gi' }, { cpu: '1500m', memory: '1Gi', 'ephemeral-storage': '1Gi' }),
    }),
    image: one('ghcr.io/example/shop:1.0.0', 'ghcr.io/example/shop', 'docker.io/library/redis:8', 'coreos/etcd:v3.6.0'),
  }).map((fields) => {
    const named = fields['readinessProbe'] ?? fields['livenessProbe'];
    // A probe may name a port only where there is one.
    const ports = named === undefined ? {} : { ports: [{ name: 'http', containerPort: 8080 }] };
    return { image: 'ghcr.io/example/shop:1.0.0', ...fields, ...ports, name };
  });

const term = some({
  labelSelector: one(SELECTOR, {}, { matchLabels: { app: 'other' } }),
  namespaces: one(['elsewhere'], []),
}).chain((fields) => one(HOSTNAME, ZONE).map((topologyKey) => ({ ...fields, topologyKey })));

const affinity = some({
  podAntiAffinity: some({
    requiredDuringSchedulingIgnoredDuringExecution: fc.array(term, { minLength: 1, maxLength: 2 }),
    preferredDuringSchedulingIgnoredDuringExecution: term.map((podAffinityTerm) => [{ weight: 1, podAffinityTerm }]),
  }),
  nodeAffinity: fc.constant({
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'Exists' }] }],
    },
  }),
});

const constraint = (topologyKey: string): fc.Arbitrary<object> =>
  fc
    .tuple(
      one('DoNotSchedule', 'DoNotSchedule', 'ScheduleAnyway'),
      one<Readonly<Record<string, unknown>>>({ labelSelector: SELECTOR }, { labelSelector: {} }, {}),
      some({ nodeTaintsPolicy: one('Honor', 'Ignore'), nodeAffinityPolicy: one('Honor', 'Ignore') }),
      one(1, 2),
      one(undefined, 2),
      one(undefined, ['pod-template-hash']),
    )
    .map(([whenUnsatisfiable, selector, policies, maxSkew, minDomains, matchLabelKeys]) => ({
      ...selector,
      ...policies,
      ...(minDomains !== undefined && whenUnsatisfiable === 'DoNotSchedule' ? { minDomains } : {}),
      ...(matchLabelKeys !== undefined && selector['labelSelector'] !== undefined ? { matchLabelKeys } : {}),
      topologyKey,
      whenUnsatisfiable,
      maxSkew,
    }));

const toleration = one<object>(
  { operator: 'Exists' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists' },
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 0 },
  { key: 'dedicated', value: 'shop', effect: 'NoSchedule' },
);

const podSpec = (restartPolicy: fc.Arbitrary<string | undefined>): fc.Arbitrary<object> =>
  fc
    .tuple(
      container('main'),
      some({
        initContainers: fc.tuple(container('before'), one(undefined, 'Always')).map(([init, policy]) => {
          const plain = { ...init, readinessProbe: undefined, livenessProbe: undefined };
          return [{ ...plain, ...(policy === undefined ? {} : { restartPolicy: policy }) }];
        }),
        terminationGracePeriodSeconds: one(0, 10, 30),
        tolerations: fc.array(toleration, { minLength: 1, maxLength: 2 }),
        priorityClassName: one('service', 'system-cluster-critical'),
        hostNetwork: one(true, false),
        nodeSelector: one({ [HOSTNAME]: 'n1' }, { disk: 'ssd' }),
        affinity,
        topologySpreadConstraints: one([HOSTNAME], [ZONE], [HOSTNAME, ZONE]).chain((keys) =>
          fc.tuple(...keys.map(constraint)),
        ),
        volumes: one<object[]>(
          [{ name: 'data', emptyDir: {} }],
          [{ name: 'data', hostPath: { path: '/srv' } }],
          [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
          [{ name: 'data', configMap: { name: 'settings' } }],
        ),
        serviceAccountName: one('default'),
      }),
      restartPolicy,
    )
    .map(([main, fields, policy]) => ({
      ...fields,
      ...(policy === undefined ? {} : { restartPolicy: policy }),
      containers: [main],
    }));

const template = (restartPolicy: fc.Arbitrary<string | undefined> = one(undefined, 'Always')): fc.Arbitrary<object> =>
  podSpec(restartPolicy).map((spec) => ({ metadata: { labels: LABELS }, spec }));

const ends = one('Never', 'OnFailure');

const rollingUpdate = some({ maxUnavailable: intOrPercent, maxSurge: intOrPercent });
const job = fc
  .tuple(some({ parallelism: count, completions: one(3, 5), activeDeadlineSeconds: one(600) }), template(ends))
  .map(([fields, pods]) => ({ ...fields, template: pods }));

const named = (apiVersion: string, kind: string, spec: fc.Arbitrary<object>): fc.Arbitrary<Draft> =>
  spec.map((value) => ({ apiVersion, kind, spec: value }));

const replicated = (kind: string, more: Fields): fc.Arbitrary<Draft> =>
  named(
    'apps/v1',
    kind,
    fc.tuple(some(more), template()).map(([fields, pods]) => ({ ...fields, selector: SELECTOR, template: pods })),
  );

const replicas = one(0, 1, 2, 3, 5);

interface Draft {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec?: object;
  readonly [field: string]: unknown;
}

const workload: fc.Arbitrary<Draft> = fc.oneof(
  {
    weight: 4,
    arbitrary: replicated('Deployment', {
      replicas,
      minReadySeconds: one(0, 10),
      strategy: fc.oneof(
        fc.constant({ type: 'Recreate' }),
        fc.constant({ type: 'RollingUpdate' }),
        rollingUpdate.map((fields) => ({ rollingUpdate: fields })),
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: replicated('StatefulSet', {
      replicas,
      serviceName: one('shop'),
      podManagementPolicy: one('OrderedReady', 'Parallel'),
      updateStrategy: one<object>({ type: 'OnDelete' }, { rollingUpdate: { partition: 2 } }, { rollingUpdate: {} }),
      persistentVolumeClaimRetentionPolicy: one({ whenDeleted: 'Delete' }, { whenScaled: 'Delete' }, {}),
      volumeClaimTemplates: one<object>({}, { storageClassName: 'local-path' }, { storageClassName: 'longhorn' }).map(
        (more) => [
          {
            metadata: { name: 'disk' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...more },
          },
        ],
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: replicated('DaemonSet', {
      updateStrategy: one<object>(
        { type: 'OnDelete' },
        { rollingUpdate: { maxUnavailable: '50%' } },
        { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        { rollingUpdate: {} },
      ),
    }),
  },
  { weight: 1, arbitrary: replicated('ReplicaSet', { replicas }) },
  {
    weight: 1,
    arbitrary: named(
      'v1',
      'ReplicationController',
      fc
        .tuple(some({ replicas, selector: one(LABELS) }), template())
        .map(([fields, pods]) => ({ ...fields, template: pods })),
    ),
  },
  { weight: 1, arbitrary: named('batch/v1', 'Job', job) },
  {
    weight: 1,
    arbitrary: named(
      'batch/v1',
      'CronJob',
      fc
        .tuple(
          some({ concurrencyPolicy: one('Forbid'), suspend: one(true, false), startingDeadlineSeconds: one(300) }),
          job,
        )
        .map(([fields, spec]) => ({ ...fields, schedule: '0 * * * *', jobTemplate: { spec } })),
    ),
  },
  { weight: 1, arbitrary: named('v1', 'Pod', podSpec(one(undefined, 'Always', 'Never'))) },
);

const service: fc.Arbitrary<Draft> = fc
  .tuple(
    some({
      internalTrafficPolicy: one('Local', 'Cluster'),
      publishNotReadyAddresses: one(true),
      sessionAffinity: one('ClientIP'),
    }),
    one<object>(
      {},
      { type: 'LoadBalancer' },
      { type: 'NodePort', externalTrafficPolicy: 'Local' },
      { clusterIP: 'None' },
    ),
    some({ targetPort: one<number | string>(8080, 'http'), name: one('http', 'metrics'), protocol: one('TCP') }),
  )
  .map(([fields, type, port]) => ({
    apiVersion: 'v1',
    kind: 'Service',
    spec: { ...fields, ...type, selector: LABELS, ports: [{ port: 80, ...port }] },
  }));

const budget: fc.Arbitrary<Draft> = fc
  .tuple(
    fc.oneof(
      intOrPercent.map((minAvailable) => ({ minAvailable })),
      intOrPercent.map((maxUnavailable) => ({ maxUnavailable })),
      fc.constant({}),
    ),
    some({ unhealthyPodEvictionPolicy: one('AlwaysAllow', 'IfHealthyBudget') }),
    one<object>({ selector: SELECTOR }, { selector: SELECTOR }, { selector: {} }, {}),
  )
  .map(([amount, policy, selector]) => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    spec: { ...amount, ...policy, ...selector },
  }));

const scaler = (target: Draft): fc.Arbitrary<Draft> =>
  some({ minReplicas: count }).map((fields) => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    spec: {
      ...fields,
      maxReplicas: 9,
      scaleTargetRef: { apiVersion: target.apiVersion, kind: target.kind, name: 'shop' },
    },
  }));

const policy: fc.Arbitrary<Draft> = some({
  policyTypes: one(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
  egress: one([], [{}], [{ ports: [{ port: 53 }] }], [{ ports: [{ port: 443 }] }]),
  ingress: one([], [{}]),
  // The field may be left out since Kubernetes 1.34, and means all pods then.
  podSelector: one({}, SELECTOR),
}).map((spec) => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', spec: { podSelector: {}, ...spec } }));

const claim: fc.Arbitrary<Draft> = one<object>({}, { storageClassName: 'local-path' }, { storageClassName: 'longhorn' })
  .chain((more) => one('ReadWriteOnce', 'ReadWriteMany').map((mode) => ({ ...more, accessModes: [mode] })))
  .map((spec) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data' },
    spec: { ...spec, resources: { requests: { storage: '1Gi' } } },
  }));

const ingress: fc.Arbitrary<Draft> = some({ ingressClassName: one('other') }).map((spec) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  spec: { ...spec, defaultBackend: { service: { name: 'shop', port: { number: 80 } } } },
}));

const webhook: fc.Arbitrary<Draft> = fc
  .tuple(
    some({ failurePolicy: one('Fail', 'Ignore'), timeoutSeconds: one(5, 30), matchPolicy: one('Exact') }),
    some({ port: one(80, 8443), path: one('/check') }),
    one('ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'),
  )
  .map(([fields, clientService, kind]) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    webhooks: [
      {
        ...fields,
        name: 'check.example.com',
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        clientConfig: { service: { name: 'shop', ...clientService } },
        rules: [{ apiGroups: ['example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['things'] }],
      },
    ],
  }));

/** A workload and what is about it, in a namespace of its own. */
const group = (index: number): fc.Arbitrary<ObjectReference[]> =>
  workload
    .chain((main) =>
      fc.tuple(
        fc.constant(main),
        service,
        fc.option(budget),
        ['Deployment', 'StatefulSet'].includes(main.kind) ? fc.option(scaler(main)) : fc.constant(null),
        fc.option(policy),
        fc.option(claim),
        fc.option(ingress),
        fc.option(webhook, { freq: 3 }),
      ),
    )
    .map((drafts) => drafts.flatMap((draft) => (draft === null ? [] : [placed(draft, `g${index}`)])));

function placed(draft: Draft, namespace: string): ObjectReference {
  const { metadata, webhooks, ...rest } = draft;
  if (Array.isArray(webhooks))
    return {
      ...rest,
      metadata: { name: namespace },
      webhooks: webhooks.map((w: { clientConfig: { service: object } }) => ({
        ...w,
        clientConfig: { service: { ...w.clientConfig.service, namespace } },
      })),
    } as ObjectReference;
  const labels = draft.kind === 'Pod' ? { labels: LABELS } : {};
  return { ...rest, metadata: { name: 'shop', namespace, ...labels, ...(metadata as object | undefined) } };
}

const priority = (name: string, more: object): ObjectReference =>
  ({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value: 1000, ...more }) as never;
const storage = (name: string, provisioner: string, more: object, annotations = {}): ObjectReference =>
  ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name, annotations },
    provisioner,
    ...more,
  }) as never;

/** What belongs to the cluster as a whole. */
const shared: readonly ObjectReference[] = [
  priority('service', {}),
  priority('patient', { preemptionPolicy: 'Never' }),
  storage('local-path', 'rancher.io/local-path', {}),
  storage('longhorn', 'driver.longhorn.io', { reclaimPolicy: 'Retain', parameters: { numberOfReplicas: '2' } }),
  storage('zonal', 'ebs.csi.aws.com', { volumeBindingMode: 'WaitForFirstConsumer' }),
  storage('standard', 'driver.longhorn.io', {}, { 'storageclass.kubernetes.io/is-default-class': 'true' }),
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'nginx', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
    spec: { controller: 'k8s.io/ingress-nginx' },
  } as never,
  {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1.things.example.com' },
    spec: {
      group: 'things.example.com',
      version: 'v1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
      insecureSkipTLSVerify: true,
      service: { name: 'shop', namespace: 'g0' },
    },
  } as never,
];

/** Always the same for the same seed. */
export function randomObjects(groups: number, seed: number): readonly ObjectReference[] {
  const drawn = Array.from({ length: groups }, (_, i) => fc.sample(group(i), { seed: seed + i, numRuns: 1 }).flat());
  return [...shared, ...drawn.flat()];
}
