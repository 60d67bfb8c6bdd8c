import { KubeClusterRole, KubeClusterRoleBinding, KubeServiceAccount } from '../../constructs/kubernetes';
import type { Construct } from 'constructs';
import type { PodLabels } from '../../constructs/topology-spread';

const READ = ['get', 'list', 'watch'];

/**
 * Account and permissions for the Ingress and the ingress-nginx provider. Replicas share nothing and elect nobody.
 *
 * Source: traefik-helm-chart 41.3.0, rbac/clusterrole.yaml; Traefik v3.7, kubernetes-ingress-nginx-rbac.yml.
 */
export function addTraefikAccount(scope: Construct, name: string, namespace: string, labels: PodLabels): void {
  new KubeServiceAccount(scope, 'account', { metadata: { name, namespace, labels } });
  new KubeClusterRole(scope, 'role', {
    metadata: { name, labels },
    rules: [
      { apiGroups: [''], resources: ['configmaps', 'nodes', 'secrets', 'services'], verbs: READ },
      { apiGroups: [''], resources: ['namespaces'], verbs: ['list', 'watch'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
      { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'ingressclasses'], verbs: READ },
      { apiGroups: ['networking.k8s.io'], resources: ['ingresses/status'], verbs: ['update'] },
    ],
  });
  new KubeClusterRoleBinding(scope, 'binding', {
    metadata: { name, labels },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  });
}
