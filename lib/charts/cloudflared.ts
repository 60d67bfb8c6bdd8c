import { Chart } from 'cdk8s';
import { IntOrString } from '../constructs/kubernetes';
import type { Construct } from 'constructs';
import { requests } from '../constructs/resources';
import { restrictedContainer, restrictedPod } from '../constructs/secure-container';
import { SpreadDeployment } from '../constructs/spread-deployment';
import type { ClusterSpec } from '../spec/cluster-spec';
import { openNodes } from '../spec/topology';
import { CHART_PROPS } from './chart-props';

const IMAGE = 'docker.io/cloudflare/cloudflared:2026.8.2';
const NAME = 'cloudflared';

/** Cloudflare takes no more connectors for one tunnel. */
const MAX_CONNECTORS = 25;

/** The user of the image. */
const NONROOT = 65532;

/**
 * The way in without an open port: connectors that dial out to Cloudflare, any of which can carry all requests. What
 * the tunnel forwards to is set at Cloudflare: the Service of the ingress controller.
 *
 * Source: cloudflare/cloudflared 2026.8.2, metrics/metrics.go and Dockerfile; Cloudflare's guide for Kubernetes.
 */
export class Cloudflared extends Chart {
  constructor(layer: Construct, spec: ClusterSpec) {
    super(layer, NAME, CHART_PROPS);
    const nodes = openNodes(spec);

    new SpreadDeployment(this, NAME, {
      name: NAME,
      namespace: NAME,
      replicas: Math.min(Math.max(3, spec.ingress.replicas), nodes.length, MAX_CONNECTORS),
      nodes,
      podSpec: {
        priorityClassName: 'infrastructure',
        automountServiceAccountToken: false,
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        securityContext: restrictedPod(NONROOT),
        // SIGTERM takes the connector off the tunnel, then lets requests end for 30 s (`--grace-period`).
        terminationGracePeriodSeconds: 45,
        containers: [
          {
            name: NAME,
            image: IMAGE,
            imagePullPolicy: 'IfNotPresent',
            args: ['tunnel', '--no-autoupdate', '--metrics', '0.0.0.0:2000', 'run'],
            // In the environment, not among the arguments: those are seen by every process of the node.
            env: [
              { name: 'TUNNEL_TOKEN', valueFrom: { secretKeyRef: { name: spec.ingress.tunnelSecret, key: 'token' } } },
            ],
            resources: requests('50m', '64Mi', '512Mi'),
            ports: [{ name: 'metrics', containerPort: 2000, protocol: 'TCP' }],
            // /ready fails while no connection to Cloudflare stands.
            readinessProbe: {
              httpGet: { path: '/ready', port: IntOrString.fromString('metrics') },
              periodSeconds: 5,
              timeoutSeconds: 2,
              failureThreshold: 3,
            },
            // /healthcheck asks only whether the process answers. With /ready, an outage of Cloudflare or of the uplink
            // would restart every replica at once, over and over, and their back-off would outlast it.
            livenessProbe: {
              httpGet: { path: '/healthcheck', port: IntOrString.fromString('metrics') },
              initialDelaySeconds: 10,
              periodSeconds: 10,
              timeoutSeconds: 5,
              failureThreshold: 6,
            },
            securityContext: restrictedContainer,
          },
        ],
      },
    });
  }
}
