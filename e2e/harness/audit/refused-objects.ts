import type { ObjectReference } from '../control-plane/resource-paths';

/** Sound objects, and each with one thing that the API server does not take. */

type Json = Record<string, unknown>;

const LABELS = { app: 'shop' };
const SELECTOR = { matchLabels: LABELS };
const HOSTNAME = 'kubernetes.io/hostname';

const spread = { maxSkew: 1, topologyKey: HOSTNAME, whenUnsatisfiable: 'DoNotSchedule', labelSelector: SELECTOR };
const term = { topologyKey: HOSTNAME, labelSelector: SELECTOR };
const probe = { httpGet: { path: '/', port: 8080 } };

const template = () => ({
  metadata: { labels: LABELS },
  spec: {
    containers: [
      {
        name: 'main',
        image: 'shop:1',
        ports: [{ name: 'http', containerPort: 8080 }],
        readinessProbe: probe,
        resources: { requests: { cpu: '100m' }, limits: { cpu: 1 } },
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
        env: [{ name: 'A', value: '1' }],
      },
    ],
    initContainers: [{ name: 'before', image: 'shop:1' }],
    volumes: [{ name: 'data', emptyDir: {} }],
    tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 }],
    topologySpreadConstraints: [spread],
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [term],
        preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }],
      },
    },
  },
});

const ending = (restartPolicy: string) => ({ ...template(), spec: { ...template().spec, restartPolicy } });

const sound = (apiVersion: string, kind: string, spec: Json): Json => ({
  apiVersion,
  kind,
  metadata: { name: 'shop', namespace: 'refused' },
  spec,
});
const workload = (kind: string, more: object = {}): Json =>
  sound('apps/v1', kind, { selector: SELECTOR, template: template(), ...more });

const SOUND = {
  deployment: () => workload('Deployment', { replicas: 3, strategy: { rollingUpdate: { maxUnavailable: 1 } } }),
  statefulSet: () =>
    workload('StatefulSet', { replicas: 3, serviceName: 'shop', updateStrategy: { rollingUpdate: {} } }),
  daemonSet: () => workload('DaemonSet', { updateStrategy: { rollingUpdate: {} } }),
  job: () =>
    sound('batch/v1', 'Job', {
      template: ending('Never'),
    }),
  cronJob: () =>
    sound('batch/v1', 'CronJob', {
      schedule: '0 * * * *',
      jobTemplate: {
        spec: { template: ending('OnFailure') },
      },
    }),
  budget: () => sound('policy/v1', 'PodDisruptionBudget', { maxUnavailable: 1, selector: SELECTOR }),
  scaler: () =>
    sound('autoscaling/v2', 'HorizontalPodAutoscaler', {
      minReplicas: 2,
      maxReplicas: 5,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop' },
    }),
  service: () => sound('v1', 'Service', { selector: LABELS, ports: [{ name: 'http', port: 80, targetPort: 'http' }] }),
  webhook: (): Json => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'refused' },
    webhooks: [
      {
        name: 'check.example.com',
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        clientConfig: { service: { name: 'shop', namespace: 'refused', port: 80 } },
        rules: [{ apiGroups: ['example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['things'] }],
      },
    ],
  }),
} satisfies Record<string, () => Json>;

type Kind = keyof typeof SOUND;

const POD = 'spec.template.spec';
const MAIN = `${POD}.containers.0`;
const SPREAD = `${POD}.topologySpreadConstraints.0`;
const APART = `${POD}.affinity.podAntiAffinity`;
const UPDATE = 'spec.strategy.rollingUpdate';

/** What is wrong, with which object, and the fields that make it so. */
const FAULTS: readonly (readonly [string, Kind, Readonly<Record<string, unknown>>])[] = [
  ['a misspelt field of the pods', 'deployment', { [`${POD}.topologySpreadConstraint`]: [spread] }],
  ['a misspelt field of a container', 'deployment', { [`${MAIN}.readynessProbe`]: probe }],
  ['a misspelt number of replicas', 'deployment', { 'spec.replica': 3 }],
  ['a field in the wrong place', 'deployment', { 'spec.tolerations': [] }],
  ['a field beside spec', 'deployment', { replicas: 3 }],
  ['replicas in quotes', 'deployment', { 'spec.replicas': '3' }],
  ['fewer than no replicas', 'deployment', { 'spec.replicas': -1 }],
  ['no selector', 'deployment', { 'spec.selector': undefined }],
  ['a selector of everything', 'deployment', { 'spec.selector': {} }],
  ['a selector of other pods', 'deployment', { 'spec.selector': { matchLabels: { app: 'other' } } }],
  ['an unknown operator', 'deployment', { 'spec.selector.matchExpressions': [{ key: 'a', operator: 'Is' }] }],
  ['In without values', 'deployment', { 'spec.selector.matchExpressions': [{ key: 'app', operator: 'In' }] }],
  [
    'Exists with values',
    'deployment',
    { 'spec.selector.matchExpressions': [{ key: 'app', operator: 'Exists', values: ['shop'] }] },
  ],
  ['no template', 'deployment', { 'spec.template': undefined }],
  ['a label that is a number', 'deployment', { 'spec.template.metadata.labels': { app: 'shop', version: 1 } }],
  ['a label with a space', 'deployment', { 'spec.template.metadata.labels': { app: 'shop', is: 'a b' } }],
  ['a name in capitals', 'deployment', { 'metadata.name': 'Shop' }],
  ['pods that end', 'deployment', { [`${POD}.restartPolicy`]: 'OnFailure' }],
  ['no container', 'deployment', { [`${POD}.containers`]: [] }],
  ['a container without an image', 'deployment', { [`${MAIN}.image`]: undefined }],
  ['a container without a name', 'deployment', { [`${MAIN}.name`]: undefined }],
  ['two containers of a name', 'deployment', { [`${POD}.initContainers.0.name`]: 'main' }],
  ['a variable that is a number', 'deployment', { [`${MAIN}.env.0.value`]: 1 }],
  ['an argument that is true', 'deployment', { [`${MAIN}.args`]: [true] }],
  ['a policy of pulling', 'deployment', { [`${MAIN}.imagePullPolicy`]: 'Sometimes' }],
  ['a port that is none', 'deployment', { [`${MAIN}.ports.0.containerPort`]: 0 }],
  ['two ports of a name', 'deployment', { [`${MAIN}.ports.1`]: { name: 'http', containerPort: 1 } }],
  ['another port of the host', 'deployment', { [`${POD}.hostNetwork`]: true, [`${MAIN}.ports.0.hostPort`]: 80 }],
  ['a mount of no volume', 'deployment', { [`${POD}.volumes`]: [] }],
  ['two volumes of a name', 'deployment', { [`${POD}.volumes.1`]: { name: 'data', emptyDir: {} } }],
  ['a probe that asks nothing', 'deployment', { [`${MAIN}.readinessProbe`]: { periodSeconds: 5 } }],
  ['a probe that asks twice', 'deployment', { [`${MAIN}.readinessProbe`]: { ...probe, exec: { command: ['a'] } } }],
  ['a probe before it starts', 'deployment', { [`${MAIN}.readinessProbe`]: { ...probe, initialDelaySeconds: -1 } }],
  ['a liveness probe of two', 'deployment', { [`${MAIN}.livenessProbe`]: { ...probe, successThreshold: 2 } }],
  ['a probe of an init container', 'deployment', { [`${POD}.initContainers.0.readinessProbe`]: probe }],
  [
    'a grace period of a readiness probe',
    'deployment',
    { [`${MAIN}.readinessProbe`]: { ...probe, terminationGracePeriodSeconds: 5 } },
  ],
  ['a request over its limit', 'deployment', { [`${MAIN}.resources.requests.cpu`]: 2 }],
  ['an amount that is none', 'deployment', { [`${MAIN}.resources.limits.memory`]: '1GB' }],
  ['less than nothing', 'deployment', { [`${MAIN}.resources.limits.memory`]: '-1Gi' }],
  ['a toleration without a key', 'deployment', { [`${POD}.tolerations`]: [{ effect: 'NoSchedule' }] }],
  ['an unknown effect', 'deployment', { [`${POD}.tolerations.0.effect`]: 'NoRun' }],
  ['seconds of NoSchedule', 'deployment', { [`${POD}.tolerations.0.effect`]: 'NoSchedule' }],
  ['a value of Exists', 'deployment', { [`${POD}.tolerations.0.value`]: 'b' }],
  ['an unknown operator of tolerations', 'deployment', { [`${POD}.tolerations.0.operator`]: 'In' }],
  ['no skew', 'deployment', { [`${SPREAD}.maxSkew`]: undefined }],
  ['a skew of none', 'deployment', { [`${SPREAD}.maxSkew`]: 0 }],
  ['a spread over nothing', 'deployment', { [`${SPREAD}.topologyKey`]: undefined }],
  ['a spread that does not say when', 'deployment', { [`${SPREAD}.whenUnsatisfiable`]: undefined }],
  ['a spread that says something else', 'deployment', { [`${SPREAD}.whenUnsatisfiable`]: 'Always' }],
  ['two spreads over one key', 'deployment', { [`${POD}.topologySpreadConstraints.1`]: spread }],
  ['no domains', 'deployment', { [`${SPREAD}.minDomains`]: 0 }],
  [
    'domains of a preference',
    'deployment',
    { [`${SPREAD}.whenUnsatisfiable`]: 'ScheduleAnyway', [`${SPREAD}.minDomains`]: 2 },
  ],
  ['a policy of taints', 'deployment', { [`${SPREAD}.nodeTaintsPolicy`]: 'honor' }],
  [
    'keys without a selector',
    'deployment',
    { [SPREAD]: { ...spread, labelSelector: undefined, matchLabelKeys: ['a'] } },
  ],
  [
    'apart over nothing',
    'deployment',
    { [`${APART}.requiredDuringSchedulingIgnoredDuringExecution.0.topologyKey`]: undefined },
  ],
  ['a weight of none', 'deployment', { [`${APART}.preferredDuringSchedulingIgnoredDuringExecution.0.weight`]: 0 }],
  [
    'a preference without its term',
    'deployment',
    { [`${APART}.preferredDuringSchedulingIgnoredDuringExecution.0`]: { weight: 1, topologyKey: HOSTNAME } },
  ],
  ['an update of none', 'deployment', { [`${UPDATE}.maxUnavailable`]: 0, [`${UPDATE}.maxSurge`]: 0 }],
  ['an update of too many', 'deployment', { [`${UPDATE}.maxUnavailable`]: '150%' }],
  ['an update of less than none', 'deployment', { [`${UPDATE}.maxSurge`]: -1 }],
  ['an update of a number in quotes', 'deployment', { [`${UPDATE}.maxUnavailable`]: '1' }],
  ['Recreate in parts', 'deployment', { 'spec.strategy.type': 'Recreate' }],
  ['an unknown strategy', 'deployment', { 'spec.strategy': { type: 'Other' } }],
  ['seconds before it is ready', 'deployment', { 'spec.minReadySeconds': -1 }],
  ['an order of pods', 'statefulSet', { 'spec.podManagementPolicy': 'Random' }],
  ['a partition below zero', 'statefulSet', { 'spec.updateStrategy.rollingUpdate.partition': -1 }],
  ['Recreate of a StatefulSet', 'statefulSet', { 'spec.updateStrategy': { type: 'Recreate' } }],
  ['the strategy of a Deployment', 'statefulSet', { 'spec.strategy': { type: 'RollingUpdate' } }],
  ['replicas of a DaemonSet', 'daemonSet', { 'spec.replicas': 3 }],
  ['more and fewer pods of a node', 'daemonSet', { 'spec.updateStrategy.rollingUpdate.maxSurge': 1 }],
  ['neither', 'daemonSet', { 'spec.updateStrategy.rollingUpdate.maxUnavailable': 0 }],
  ['a Job that does not end', 'job', { [`${POD}.restartPolicy`]: undefined }],
  ['a CronJob that never starts', 'cronJob', { 'spec.schedule': undefined }],
  ['a policy of several runs', 'cronJob', { 'spec.concurrencyPolicy': 'Never' }],
  ['a budget of too many', 'budget', { 'spec.maxUnavailable': '110%' }],
  ['a budget of less than none', 'budget', { 'spec.maxUnavailable': -1 }],
  ['a budget of a number in quotes', 'budget', { 'spec.maxUnavailable': '1' }],
  ['a budget with both numbers', 'budget', { 'spec.minAvailable': 1 }],
  ['a misspelt budget', 'budget', { 'spec.minavailable': 1 }],
  ['a policy of unhealthy pods', 'budget', { 'spec.unhealthyPodEvictionPolicy': 'Always' }],
  ['an autoscaler without a maximum', 'scaler', { 'spec.maxReplicas': undefined }],
  ['an autoscaler with too small a maximum', 'scaler', { 'spec.maxReplicas': 1 }],
  ['an autoscaler of nothing', 'scaler', { 'spec.scaleTargetRef.name': undefined }],
  ['a Service without a port', 'service', { 'spec.ports': undefined }],
  ['a Service with a port that is none', 'service', { 'spec.ports.0.port': 70_000 }],
  ['two ports without a name', 'service', { 'spec.ports.1': { port: 81 } }],
  ['a type of Service', 'service', { 'spec.type': 'Loadbalancer' }],
  ['local traffic from outside, which there is none', 'service', { 'spec.externalTrafficPolicy': 'Local' }],
  ['a policy of traffic', 'service', { 'spec.internalTrafficPolicy': 'Near' }],
  ['a load balancer without an address', 'service', { 'spec.type': 'LoadBalancer', 'spec.clusterIP': 'None' }],
  ['a webhook that waits long', 'webhook', { 'webhooks.0.timeoutSeconds': 31 }],
  ['a policy of failures', 'webhook', { 'webhooks.0.failurePolicy': 'Warn' }],
  ['a webhook that does not say what it does', 'webhook', { 'webhooks.0.sideEffects': undefined }],
  ['a webhook of no version', 'webhook', { 'webhooks.0.admissionReviewVersions': undefined }],
  ['a webhook with a short name', 'webhook', { 'webhooks.0.name': 'check' }],
  ['a webhook that is nowhere', 'webhook', { 'webhooks.0.clientConfig': {} }],
];

/** Each sound object: the API server takes it. */
export const soundObjects = Object.values(SOUND).map((make) => reference(make()));

/** What is wrong, and the object. */
export const refusedObjects: readonly (readonly [string, ObjectReference])[] = FAULTS.map(([what, kind, fields]) => {
  const object = JSON.parse(JSON.stringify(SOUND[kind]())) as Json;
  for (const [path, value] of Object.entries(fields)) set(object, path.split('.'), value);
  return [what, reference(object)];
});

/** Undefined is left out where the object is sent. */
function set(object: Json, [first = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) object[first] = value;
  else set((object[first] ??= {}) as Json, rest, value);
}

function reference(object: Json): ObjectReference {
  return object as unknown as ObjectReference;
}
