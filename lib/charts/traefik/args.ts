import type { ClusterSpec } from '../../spec/cluster-spec';
import { hasBalancer } from '../ingress-exposure';

/** Where the file provider reads, and the default certificate lies. */
export const DYNAMIC_FOLDER = '/etc/traefik/dynamic';

export const PORTS = { web: 8000, websecure: 8443, traefik: 8080, metrics: 9100 } as const;

/** Seconds that requests have to end after SIGTERM. */
export const REQUEST_GRACE_SECONDS = 30;

/**
 * Traefik's static configuration. Ingresses of class traefik and, with the meaning of their annotations, those of class
 * nginx are served, so that a cluster can leave ingress-nginx by one word.
 *
 * Source: Traefik v3.7, reference/install-configuration; traefik-helm-chart 41.3.0, _podtemplate.tpl.
 *
 * @param service `namespace/name` of the Service in front of the pods
 */
export function traefikArgs({ ingress, cluster }: ClusterSpec, service: string): string[] {
  const published = hasBalancer(ingress.exposure);
  return [
    '--global.checknewversion=false',
    '--global.sendanonymoususage=false',
    '--log.level=INFO',
    '--ping=true',
    '--metrics.prometheus=true',
    '--metrics.prometheus.entrypoint=metrics',
    `--entrypoints.traefik.address=:${PORTS.traefik}/tcp`,
    `--entrypoints.metrics.address=:${PORTS.metrics}/tcp`,
    ...entryPoint('web', cluster.network.podCidr, ingress.exposure === 'cloudflared'),
    ...entryPoint('websecure', cluster.network.podCidr, ingress.exposure === 'cloudflared'),
    '--entrypoints.websecure.http.tls=true',
    ...(ingress.exposure === 'cloudflared' ? [] : REDIRECT_TO_HTTPS),
    '--providers.kubernetesingress=true',
    // A Service without a ready pod answers 503; without its route the answer would be 404, which caches keep.
    '--providers.kubernetesingress.allowemptyservices=true',
    // Path prefixes as Kubernetes and ingress-nginx understand them: /foo is no prefix of /foobar.
    '--providers.kubernetesingress.strictprefixmatching=true',
    '--providers.kubernetesingressnginx=true',
    '--providers.kubernetesingressnginx.httpentrypoint=web',
    '--providers.kubernetesingressnginx.httpsentrypoint=websecure',
    // With hostPort nothing is published. Traefik could name one address, a single point of failure, or (for a NodePort
    // Service) those of all nodes, also of the dead and of those without a pod that listens.
    ...(published
      ? [
          `--providers.kubernetesingress.ingressendpoint.publishedservice=${service}`,
          `--providers.kubernetesingressnginx.publishservice=${service}`,
        ]
      : []),
    // A folder, not a file: only so does Traefik see that kubelet has changed what is in it.
    ...(ingress.defaultCertificate === undefined ? [] : [`--providers.file.directory=${DYNAMIC_FOLDER}`]),
  ];
}

/**
 * As ingress-nginx does for hosts with TLS. The port is the one that clients see, not the one of the container. Behind
 * a tunnel the way to the client is encrypted already, and a redirect would never end.
 */
const REDIRECT_TO_HTTPS = [
  '--entrypoints.web.http.redirections.entrypoint.to=:443',
  '--entrypoints.web.http.redirections.entrypoint.scheme=https',
  '--entrypoints.web.http.redirections.entrypoint.permanent=true',
];

function entryPoint(name: 'web' | 'websecure', podCidr: string, behindTunnel: boolean): string[] {
  return [
    `--entrypoints.${name}.address=:${PORTS[name]}/tcp`,
    // Otherwise Ingresses would be served on the port for metrics as well.
    `--entrypoints.${name}.asdefault=true`,
    `--entrypoints.${name}.transport.lifecycle.gracetimeout=${REQUEST_GRACE_SECONDS}s`,
    // The tunnel says who the client is. Only pods reach Traefik then, so pods are believed.
    ...(behindTunnel ? [`--entrypoints.${name}.forwardedheaders.trustedips=${podCidr}`] : []),
  ];
}
