import {
  KubeClusterRole,
  KubeClusterRoleBinding,
  KubeRole,
  KubeRoleBinding,
  KubeServiceAccount,
  type PolicyRule,
} from '../../constructs/kubernetes';
import type { Construct } from 'constructs';
import { ACCOUNT, CONTROLLER_LABELS as labels, ELECTION, NAMESPACE, ROLE_API } from './names';

const READ = ['get', 'list', 'watch'];

/** What the controller does with Ingresses, in every namespace as in its own. */
const INGRESS_RULES: PolicyRule[] = [
  { apiGroups: [''], resources: ['services'], verbs: READ },
  { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'ingressclasses'], verbs: READ },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses/status'], verbs: ['update'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: READ },
];

/**
 * Account and permissions of the controller: it reads Ingresses and what they name everywhere, and in its own namespace
 * holds the lease by which the replicas agree on who writes the status of Ingresses.
 */
export function addControllerAccount(scope: Construct): void {
  const namespaced = { name: ACCOUNT, namespace: NAMESPACE, labels };
  const clusterWide = { name: ACCOUNT, labels };
  const subjects = [{ kind: 'ServiceAccount', name: ACCOUNT, namespace: NAMESPACE }];

  new KubeServiceAccount(scope, 'account', { metadata: namespaced });
  new KubeClusterRole(scope, 'cluster-role', {
    metadata: clusterWide,
    rules: [
      ...INGRESS_RULES,
      {
        apiGroups: [''],
        resources: ['configmaps', 'endpoints', 'pods', 'secrets', 'namespaces'],
        verbs: ['list', 'watch'],
      },
      { apiGroups: [''], resources: ['nodes'], verbs: READ },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['list', 'watch'] },
    ],
  });
  new KubeClusterRoleBinding(scope, 'cluster-binding', {
    metadata: clusterWide,
    roleRef: { apiGroup: ROLE_API, kind: 'ClusterRole', name: ACCOUNT },
    subjects,
  });
  new KubeRole(scope, 'role', {
    metadata: namespaced,
    rules: [
      ...INGRESS_RULES,
      { apiGroups: [''], resources: ['namespaces'], verbs: ['get'] },
      { apiGroups: [''], resources: ['configmaps', 'pods', 'secrets', 'endpoints'], verbs: READ },
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        resourceNames: [ELECTION],
        verbs: ['get', 'update'],
      },
      // A rule for create cannot name an object that does not exist yet.
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
    ],
  });
  new KubeRoleBinding(scope, 'binding', {
    metadata: namespaced,
    roleRef: { apiGroup: ROLE_API, kind: 'Role', name: ACCOUNT },
    subjects,
  });
}
