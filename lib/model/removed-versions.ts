import type { KubeObject } from './kube-object';

/**
 * Releases of Kubernetes since which an API version is not served any more, by what it served.
 *
 * Source: kubernetes.io/docs/reference/using-api/deprecation-guide.
 */
const REMOVED: Readonly<Record<string, string>> = {
  ...since('1.16', 'extensions/v1beta1', 'Deployment', 'DaemonSet', 'ReplicaSet', 'NetworkPolicy', 'PodSecurityPolicy'),
  ...since('1.16', 'apps/v1beta1', 'Deployment', 'StatefulSet'),
  ...since('1.16', 'apps/v1beta2', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'),
  ...since('1.21', 'batch/v2alpha1', 'CronJob'),
  ...since('1.22', 'extensions/v1beta1', 'Ingress'),
  ...since('1.22', 'networking.k8s.io/v1beta1', 'Ingress', 'IngressClass'),
  ...since('1.22', 'storage.k8s.io/v1beta1', 'StorageClass', 'CSIDriver'),
  ...since('1.22', 'scheduling.k8s.io/v1beta1', 'PriorityClass'),
  ...since('1.22', 'apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition'),
  ...since('1.22', 'apiregistration.k8s.io/v1beta1', 'APIService'),
  ...since(
    '1.22',
    'admissionregistration.k8s.io/v1beta1',
    'ValidatingWebhookConfiguration',
    'MutatingWebhookConfiguration',
  ),
  ...since('1.25', 'batch/v1beta1', 'CronJob'),
  ...since('1.25', 'discovery.k8s.io/v1beta1', 'EndpointSlice'),
  ...since('1.25', 'autoscaling/v2beta1', 'HorizontalPodAutoscaler'),
  ...since('1.25', 'policy/v1beta1', 'PodDisruptionBudget', 'PodSecurityPolicy'),
  ...since('1.26', 'autoscaling/v2beta2', 'HorizontalPodAutoscaler'),
};

/** The release since which the API version of an object is gone; undefined where it is served. */
export function removedSince({ apiVersion, kind }: KubeObject): string | undefined {
  const key = `${apiVersion} ${kind}`;
  return Object.hasOwn(REMOVED, key) ? REMOVED[key] : undefined;
}

function since(release: string, apiVersion: string, ...kinds: readonly string[]): Record<string, string> {
  return Object.fromEntries(kinds.map((kind) => [`${apiVersion} ${kind}`, release]));
}
