import { Chart } from 'cdk8s';
import { KubeNamespace } from '../constructs/kubernetes';
import type { Construct } from 'constructs';
import { NEVER_PRUNED } from '../constructs/protection';
import type { ClusterSpec } from '../spec/cluster-spec';
import { CHART_PROPS } from './chart-props';

/** Levels of Pod Security admission (https://kubernetes.io/docs/concepts/security/pod-security-standards, v1.36). */
type PodSecurity = 'privileged' | 'baseline' | 'restricted';

/**
 * Every namespace that dist/ uses, but for those that Kubernetes (kube-system) and Flux (flux-system) make themselves.
 *
 * They come first and are never pruned: the deletion of a namespace deletes everything in it.
 */
export class Namespaces extends Chart {
  constructor(layer: Construct, spec: ClusterSpec) {
    super(layer, 'namespaces', CHART_PROPS);
    for (const [name, level] of [...namespacesOf(spec)].sort(([a], [b]) => (a < b ? -1 : 1))) {
      new KubeNamespace(this, name, {
        metadata: {
          name,
          labels: {
            'pod-security.kubernetes.io/enforce': level,
            'pod-security.kubernetes.io/enforce-version': 'latest',
            'pod-security.kubernetes.io/warn': level,
            'pod-security.kubernetes.io/warn-version': 'latest',
          },
          annotations: NEVER_PRUNED,
        },
      });
    }
  }
}

function namespacesOf({ ingress, apps, charts }: ClusterSpec): Map<string, PodSecurity> {
  const namespaces = new Map<string, PodSecurity>([
    // Longhorn mounts host paths and runs privileged.
    ['longhorn-system', 'privileged'],
    // Ports of the host are forbidden from baseline on.
    [ingress.controller, ingress.exposure === 'hostPort' ? 'privileged' : 'restricted'],
  ]);
  if (ingress.exposure === 'cloudflared') namespaces.set('cloudflared', 'restricted');
  if (apps.some((app) => app.kind === 'postgres')) namespaces.set('cnpg-system', 'restricted');
  // What runs here is not known: privileged pods are refused, root is not.
  for (const { namespace } of [...apps, ...charts]) namespaces.set(namespace, 'baseline');
  return namespaces;
}
