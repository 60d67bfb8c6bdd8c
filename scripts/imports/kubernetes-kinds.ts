/** The kinds of one group and version, apart by scope: the OpenAPI definitions do not say it. */
interface Kinds {
  readonly namespaced?: readonly string[];
  readonly clusterScoped?: readonly string[];
}

/**
 * The stable kinds that people deploy. Left out: lists, reviews, subresources, what the control plane keeps for
 * itself, and alpha and beta versions, which are off by default.
 *
 * Reviewed against kubernetes/kubernetes v1.36 `api/discovery/aggregated_v2.json` and `api/discovery/api__v1.json`.
 */
export const KUBERNETES_KINDS: Readonly<Record<string, Kinds>> = {
  v1: {
    namespaced: [
      'ConfigMap',
      'Endpoints',
      'Event',
      'LimitRange',
      'PersistentVolumeClaim',
      'Pod',
      'PodTemplate',
      'ReplicationController',
      'ResourceQuota',
      'Secret',
      'Service',
      'ServiceAccount',
    ],
    clusterScoped: ['Namespace', 'Node', 'PersistentVolume'],
  },
  'admissionregistration.k8s.io/v1': {
    clusterScoped: [
      'MutatingAdmissionPolicy',
      'MutatingAdmissionPolicyBinding',
      'MutatingWebhookConfiguration',
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
      'ValidatingWebhookConfiguration',
    ],
  },
  'apiextensions.k8s.io/v1': { clusterScoped: ['CustomResourceDefinition'] },
  'apiregistration.k8s.io/v1': { clusterScoped: ['APIService'] },
  'apps/v1': { namespaced: ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'] },
  'autoscaling/v1': { namespaced: ['HorizontalPodAutoscaler'] },
  'autoscaling/v2': { namespaced: ['HorizontalPodAutoscaler'] },
  'batch/v1': { namespaced: ['CronJob', 'Job'] },
  'certificates.k8s.io/v1': { clusterScoped: ['CertificateSigningRequest'] },
  'coordination.k8s.io/v1': { namespaced: ['Lease'] },
  'discovery.k8s.io/v1': { namespaced: ['EndpointSlice'] },
  'flowcontrol.apiserver.k8s.io/v1': { clusterScoped: ['FlowSchema', 'PriorityLevelConfiguration'] },
  'networking.k8s.io/v1': {
    namespaced: ['Ingress', 'NetworkPolicy'],
    clusterScoped: ['IPAddress', 'IngressClass', 'ServiceCIDR'],
  },
  'node.k8s.io/v1': { clusterScoped: ['RuntimeClass'] },
  'policy/v1': { namespaced: ['PodDisruptionBudget'] },
  'rbac.authorization.k8s.io/v1': {
    namespaced: ['Role', 'RoleBinding'],
    clusterScoped: ['ClusterRole', 'ClusterRoleBinding'],
  },
  'resource.k8s.io/v1': {
    namespaced: ['ResourceClaim', 'ResourceClaimTemplate'],
    clusterScoped: ['DeviceClass', 'ResourceSlice'],
  },
  'scheduling.k8s.io/v1': { clusterScoped: ['PriorityClass'] },
  'storage.k8s.io/v1': {
    namespaced: ['CSIStorageCapacity'],
    clusterScoped: ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
  },
};
