import { type ContainerPort, IntOrString, KubeService } from '../constructs/kubernetes';
import type { Construct } from 'constructs';
import type { PodLabels } from '../constructs/topology-spread';
import type { ClusterSpec, IngressSpec, NodeSpec } from '../spec/cluster-spec';
import { openNodes, publicNodes } from '../spec/topology';

/** How HTTP reaches the cluster, whichever controller serves it. */
export type Exposure = IngressSpec['exposure'];

/** Marks the class of Ingresses that name none; one class may have it. */
export const DEFAULT_CLASS = { 'ingressclass.kubernetes.io/is-default-class': 'true' } as const;

/** Nodes that ingress pods run on: with ports of the node, those that the world reaches. */
export function ingressNodes(spec: ClusterSpec): NodeSpec[] {
  return spec.ingress.exposure === 'hostPort' ? publicNodes(spec) : openNodes(spec);
}

/**
 * The two ports of an ingress container; with hostPort, bound to 80 and 443 of its node. Never beside a Service of type
 * LoadBalancer: k3s' ServiceLB binds the same ports of the same nodes.
 *
 * @param http port that the container listens on
 */
export function ingressPorts(exposure: Exposure, http: number, https: number): ContainerPort[] {
  const bind = (hostPort: number) => (exposure === 'hostPort' ? { hostPort } : {});
  return [
    { name: 'http', containerPort: http, protocol: 'TCP', ...bind(80) },
    { name: 'https', containerPort: https, protocol: 'TCP', ...bind(443) },
  ];
}

export interface IngressServiceProps {
  readonly name: string;
  readonly namespace: string;
  readonly labels: PodLabels;
  readonly exposure: Exposure;
}

/**
 * The Service in front of the ingress pods; none with hostPort, where clients reach the pods themselves.
 *
 * `externalTrafficPolicy: Local` keeps the address of the client, and names only nodes with a ready pod: ServiceLB and
 * cloud balancers send nothing to the others.
 *
 * serviceLB and loadBalancer are the same object: who answers is decided by the cluster. k3s' ServiceLB takes every
 * Service of the type that has no `loadBalancerClass`, unless servers run with `disable: [servicelb]`.
 *
 * Source: k3s pkg/cloudprovider/servicelb.go (getStatus, newDaemonSet); cloud-provider service controller (v1.36).
 */
export function addIngressService(scope: Construct, { name, namespace, labels, exposure }: IngressServiceProps): void {
  if (exposure === 'hostPort') return;
  new KubeService(scope, 'service', {
    metadata: { name, namespace, labels },
    spec: {
      ...(exposure === 'cloudflared'
        ? { type: 'ClusterIP' }
        : { type: 'LoadBalancer', externalTrafficPolicy: 'Local' }),
      selector: labels,
      ports: [
        { name: 'http', port: 80, targetPort: IntOrString.fromString('http'), protocol: 'TCP', appProtocol: 'http' },
        {
          name: 'https',
          port: 443,
          targetPort: IntOrString.fromString('https'),
          protocol: 'TCP',
          appProtocol: 'https',
        },
      ],
    },
  });
}

/** Whether a balancer knows the addresses that belong into the status of Ingresses. */
export function hasBalancer(exposure: Exposure): boolean {
  return exposure === 'serviceLB' || exposure === 'loadBalancer';
}
