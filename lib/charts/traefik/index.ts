import { Chart } from 'cdk8s';
import {
  type Container,
  IntOrString,
  KubeConfigMap,
  KubeIngressClass,
  type Probe,
  type Volume,
} from '../../constructs/kubernetes';
import type { Construct } from 'constructs';
import { requests } from '../../constructs/resources';
import { restrictedContainer, restrictedPod } from '../../constructs/secure-container';
import { SpreadDeployment } from '../../constructs/spread-deployment';
import type { ClusterSpec } from '../../spec/cluster-spec';
import { CHART_PROPS } from '../chart-props';
import { addIngressService, DEFAULT_CLASS, ingressNodes, ingressPorts } from '../ingress-exposure';
import { DYNAMIC_FOLDER, PORTS, REQUEST_GRACE_SECONDS, traefikArgs } from './args';
import { addTraefikAccount } from './rbac';

const IMAGE = 'docker.io/library/traefik:v3.7.11';
const NAME = 'traefik';
const DYNAMIC_CONFIG = 'traefik-dynamic';
const LABELS = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/instance': NAME } as const;

/** Seconds from the end of a pod being decided to SIGTERM, in which it serves, and is ready, as before. */
const DRAIN_SECONDS = 15;

/**
 * Traefik, without its custom resources, its dashboard and its ACME client (certificates that one replica orders are
 * not known to the others).
 *
 * Source: Traefik v3.7.11; traefik-helm-chart 41.3.0.
 */
export class Traefik extends Chart {
  constructor(layer: Construct, spec: ClusterSpec) {
    super(layer, NAME, CHART_PROPS);
    const { exposure, replicas, defaultCertificate } = spec.ingress;
    const metadata = { name: NAME, namespace: NAME, labels: LABELS };

    addTraefikAccount(this, NAME, NAME, LABELS);
    new KubeIngressClass(this, 'class', {
      metadata: { name: NAME, labels: LABELS, annotations: DEFAULT_CLASS },
      spec: { controller: 'traefik.io/ingress-controller' },
    });
    // The class of Ingresses from the time of ingress-nginx: without the object their class is unknown to Traefik.
    new KubeIngressClass(this, 'nginx-class', {
      metadata: { name: 'nginx', labels: LABELS },
      spec: { controller: 'k8s.io/ingress-nginx' },
    });
    if (defaultCertificate !== undefined) {
      new KubeConfigMap(this, 'dynamic', {
        metadata: { ...metadata, name: DYNAMIC_CONFIG },
        data: { 'tls.yaml': defaultCertificateStore() },
      });
    }
    new SpreadDeployment(this, 'traefik', {
      ...metadata,
      replicas,
      nodes: ingressNodes(spec),
      onlyOnNodes: exposure === 'hostPort',
      // In place of Traefik's own requestAcceptGraceTimeout, in which /ping fails: an endpoint that ends but is ready
      // still serves a node whose only pod it is (externalTrafficPolicy Local).
      drainSeconds: DRAIN_SECONDS,
      podAnnotations: {
        'prometheus.io/scrape': 'true',
        'prometheus.io/path': '/metrics',
        'prometheus.io/port': String(PORTS.metrics),
      },
      podSpec: {
        serviceAccountName: NAME,
        priorityClassName: 'infrastructure',
        terminationGracePeriodSeconds: REQUEST_GRACE_SECONDS + 15,
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        securityContext: restrictedPod(65532),
        containers: [traefikContainer(spec)],
        volumes: [
          { name: 'tmp', emptyDir: {} },
          ...(defaultCertificate === undefined ? [] : [dynamicVolume(defaultCertificate)]),
        ],
      },
    });
    addIngressService(this, { ...metadata, exposure });
  }
}

function traefikContainer(spec: ClusterSpec): Container {
  const { exposure, defaultCertificate } = spec.ingress;
  // Ingresses are read within the first seconds, but /ping does not wait for them: without the delay a new pod would
  // answer 404 to its first requests.
  const probe: Probe = {
    httpGet: { path: '/ping', port: IntOrString.fromString('ping') },
    initialDelaySeconds: 5,
    timeoutSeconds: 2,
  };
  return {
    name: NAME,
    image: IMAGE,
    imagePullPolicy: 'IfNotPresent',
    args: traefikArgs(spec, `${NAME}/${NAME}`),
    // Below the limit: the garbage collector works harder before the kernel kills.
    env: [{ name: 'GOMEMLIMIT', value: '900MiB' }],
    resources: requests('100m', '128Mi', '1Gi'),
    ports: [
      ...ingressPorts(exposure, PORTS.web, PORTS.websecure),
      { name: 'ping', containerPort: PORTS.traefik, protocol: 'TCP' },
      { name: 'metrics', containerPort: PORTS.metrics, protocol: 'TCP' },
    ],
    readinessProbe: { ...probe, periodSeconds: 5, failureThreshold: 2 },
    livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 6 },
    securityContext: restrictedContainer,
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      ...(defaultCertificate === undefined ? [] : [{ name: 'dynamic', mountPath: DYNAMIC_FOLDER, readOnly: true }]),
    ],
  };
}

function defaultCertificateStore(): string {
  return `tls:
  stores:
    default:
      defaultCertificate:
        certFile: ${DYNAMIC_FOLDER}/tls.crt
        keyFile: ${DYNAMIC_FOLDER}/tls.key
`;
}

/**
 * The store and its certificate in one folder: kubelet swaps them as one, which Traefik sees, so that a renewed
 * certificate is served without a restart. Optional, so that pods start before the Secret is there.
 */
function dynamicVolume(secret: string): Volume {
  return {
    name: 'dynamic',
    projected: { sources: [{ configMap: { name: DYNAMIC_CONFIG } }, { secret: { name: secret, optional: true } }] },
  };
}
