import { IntOrString, KubeIngress, KubeService } from './kubernetes';
import type { Construct } from 'constructs';
import { ManifestObject } from './manifest-object';
import type { FailoverSpec, StatelessSpec } from '../spec/cluster-spec';

/** The Service of an app with a port, and the Ingress of its hosts. */
export function addAppTraffic(scope: Construct, app: StatelessSpec | FailoverSpec, ingressClassName: string): void {
  if (app.port === undefined) return;
  const labels = { 'app.kubernetes.io/name': app.name };
  const metadata = { name: app.name, namespace: app.namespace, labels };
  const service: unknown = KubeService.manifest({
    metadata,
    spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: IntOrString.fromString('http') }] },
  });
  new ManifestObject(scope, 'service', service);
  if (app.hosts.length === 0) return;
  const ingress: unknown = KubeIngress.manifest({
    metadata,
    spec: {
      ingressClassName,
      // Without a Secret of its own the controller serves its default certificate.
      tls: [{ hosts: app.hosts, ...(app.tlsSecret === undefined ? {} : { secretName: app.tlsSecret }) }],
      rules: app.hosts.map((host) => ({
        host,
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: app.name, port: { name: 'http' } } } }],
        },
      })),
    },
  });
  new ManifestObject(scope, 'ingress', ingress);
}
