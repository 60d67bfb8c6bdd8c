import { nearest } from '../spec/nearest';

/** API groups in which a kind of Kubernetes itself has been served; the first is today's. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['apps', 'extensions'],
  DaemonSet: ['apps', 'extensions'],
  ReplicaSet: ['apps', 'extensions'],
  StatefulSet: ['apps'],
  Job: ['batch'],
  CronJob: ['batch'],
  HorizontalPodAutoscaler: ['autoscaling', 'extensions'],
  PodDisruptionBudget: ['policy'],
  PodSecurityPolicy: ['policy', 'extensions'],
  Ingress: ['networking.k8s.io', 'extensions'],
  IngressClass: ['networking.k8s.io'],
  NetworkPolicy: ['networking.k8s.io', 'extensions'],
  StorageClass: ['storage.k8s.io'],
  CSIDriver: ['storage.k8s.io'],
  PriorityClass: ['scheduling.k8s.io'],
  ValidatingWebhookConfiguration: ['admissionregistration.k8s.io'],
  MutatingWebhookConfiguration: ['admissionregistration.k8s.io'],
  APIService: ['apiregistration.k8s.io', 'apiregistration.kubernetes.io'],
  CustomResourceDefinition: ['apiextensions.k8s.io'],
  Lease: ['coordination.k8s.io'],
  EndpointSlice: ['discovery.k8s.io'],
  Role: ['rbac.authorization.k8s.io'],
  ClusterRole: ['rbac.authorization.k8s.io'],
  RoleBinding: ['rbac.authorization.k8s.io'],
  ClusterRoleBinding: ['rbac.authorization.k8s.io'],
  DeploymentConfig: ['apps.openshift.io', ''],
  Pod: [''],
  ReplicationController: [''],
  Service: [''],
  Endpoints: [''],
  ConfigMap: [''],
  Secret: [''],
  Namespace: [''],
  Node: [''],
  PersistentVolume: [''],
  PersistentVolumeClaim: [''],
  ResourceQuota: [''],
  ServiceAccount: [''],
};

/** `apps` of `apps/v1`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

/** The group of a kind of Kubernetes whose API version names none, as in `v1` for a Deployment. */
export function forgottenGroup(apiVersion: string, kind: string): string | undefined {
  const groups = Object.hasOwn(GROUPS, kind) ? (GROUPS[kind] ?? []) : [];
  return groupOf(apiVersion) === '' && !groups.includes('') ? groups[0] : undefined;
}

/**
 * What an object is, whatever its API version: the plain kind for kinds of Kubernetes (also where the group was
 * forgotten, as in `v1` for a Deployment), `Kind.group` for any other.
 */
export function kindKey(apiVersion: string, kind: string): string {
  const group = groupOf(apiVersion);
  const groups = Object.hasOwn(GROUPS, kind) ? GROUPS[kind] : undefined;
  return groups !== undefined && (group === '' || groups.includes(group)) ? kind : `${kind}.${group}`;
}

const KUBERNETES_GROUPS: ReadonlySet<string> = new Set(Object.values(GROUPS).flat());

/**
 * The kind that a kind of Kubernetes' own groups most likely means, which Kubernetes does not have; undefined where it
 * is known, where nothing is near, and for other groups, whose kinds anybody may define.
 */
export function misspeltKind(apiVersion: string, kind: string): string | undefined {
  if (Object.hasOwn(GROUPS, kind) || !KUBERNETES_GROUPS.has(groupOf(apiVersion))) return undefined;
  // Lists are read as what they hold, and every other kind of Kubernetes 1.36 is a word of its own.
  return kind.endsWith('List') ? undefined : nearest(kind, Object.keys(GROUPS));
}
