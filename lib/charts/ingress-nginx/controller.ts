import { type Container, IntOrString, type Probe } from '../../constructs/kubernetes';
import { requests } from '../../constructs/resources';
import type { ClusterSpec, IngressSpec } from '../../spec/cluster-spec';
import { hasBalancer, ingressPorts } from '../ingress-exposure';
import { CONTROLLER, ELECTION, NAMESPACE } from './names';

const IMAGE =
  'registry.k8s.io/ingress-nginx/controller:v1.15.1@sha256:594ceea76b01c592858f803f9ff4d2cb40542cae2060410b2c95f75907d659e1';

const CERTIFICATES = '/usr/local/certificates';

/** The controller of IngressClass nginx. */
export const CONTROLLER_CLASS = 'k8s.io/ingress-nginx';

/** Seconds that a stopping pod goes on serving, until no endpoint, proxy or balancer sends it new connections. */
const DRAIN_SECONDS = 15;
/** Seconds that old connections have to end: websockets and downloads. */
const WORKER_SHUTDOWN_SECONDS = 240;
/** Both of the above, the 10 s that the controller waits after nginx has stopped, and time to spare. */
export const GRACE_SECONDS = 300;

/** What the controller reads from its ConfigMap. */
export function nginxSettings({ ingress, cluster }: ClusterSpec): Record<string, string> {
  return {
    'worker-shutdown-timeout': `${WORKER_SHUTDOWN_SECONDS}s`,
    // The tunnel ends TLS and says who the client is. Only pods reach the controller then, so pods are believed.
    ...(ingress.exposure === 'cloudflared'
      ? { 'use-forwarded-headers': 'true', 'proxy-real-ip-cidr': cluster.network.podCidr }
      : {}),
  };
}

/** The controller's container. Its certificate for admission requests is in volume `webhook-cert`. */
export function controllerContainer({ ingress }: ClusterSpec): Container {
  // Ready and alive are one question to it: whether nginx runs and has its backends. It asks no API server.
  const probe: Probe = {
    httpGet: { path: '/healthz', port: IntOrString.fromNumber(10254), scheme: 'HTTP' },
    initialDelaySeconds: 10,
    periodSeconds: 10,
    timeoutSeconds: 2,
  };
  return {
    name: 'controller',
    image: IMAGE,
    imagePullPolicy: 'IfNotPresent',
    args: [
      '/nginx-ingress-controller',
      `--election-id=${ELECTION}`,
      `--controller-class=${CONTROLLER_CLASS}`,
      '--ingress-class=nginx',
      `--configmap=$(POD_NAMESPACE)/${CONTROLLER}`,
      '--validating-webhook=:8443',
      `--validating-webhook-certificate=${CERTIFICATES}/cert`,
      `--validating-webhook-key=${CERTIFICATES}/key`,
      `--shutdown-grace-period=${DRAIN_SECONDS}`,
      ...statusArgs(ingress.exposure),
      ...(ingress.defaultCertificate === undefined
        ? []
        : [`--default-ssl-certificate=${NAMESPACE}/${ingress.defaultCertificate}`]),
    ],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
      { name: 'LD_PRELOAD', value: '/usr/local/lib/libmimalloc.so' },
    ],
    // Every reload keeps the old workers until their connections have ended: the limit leaves room for several.
    resources: requests('100m', '128Mi', '2Gi'),
    ports: [...ingressPorts(ingress.exposure, 80, 443), { name: 'webhook', containerPort: 8443, protocol: 'TCP' }],
    lifecycle: { preStop: { exec: { command: ['/wait-shutdown'] } } },
    livenessProbe: { ...probe, failureThreshold: 5 },
    readinessProbe: { ...probe, failureThreshold: 3 },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
      // It writes nginx.conf and certificates into its own root.
      readOnlyRootFilesystem: false,
      runAsNonRoot: true,
      runAsUser: 101,
      runAsGroup: 82,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumeMounts: [{ name: 'webhook-cert', mountPath: CERTIFICATES, readOnly: true }],
  };
}

/**
 * What is written into the status of Ingresses, which external-dns publishes: the balancer's addresses; with hostPort
 * (no argument) those of the nodes whose pod is ready, ExternalIP before InternalIP; behind a tunnel nothing.
 */
function statusArgs(exposure: IngressSpec['exposure']): string[] {
  if (hasBalancer(exposure)) return [`--publish-service=$(POD_NAMESPACE)/${CONTROLLER}`];
  return exposure === 'cloudflared' ? ['--update-status=false'] : [];
}
