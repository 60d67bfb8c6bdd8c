import { hostsIn } from './hosts-in-text';
import { at, integer, type JsonObject, objects, text } from './json';
import type { KubeObject } from './kube-object';
import type { FieldPath } from './source';

/** An object that needs a Service: while nothing answers there, it does not work. */
export interface ServiceReference {
  readonly from: KubeObject;
  /**
   * `client`: a workload whose arguments, variables or ConfigMaps name it; whether it can do without is not known.
   * `image`: a workload whose images are pulled from it.
   */
  readonly how: 'ingress' | 'route' | 'webhook' | 'api' | 'conversion' | 'client' | 'image';
  readonly namespace: string;
  readonly name: string;
  readonly port: number | string | undefined;
  /** Where `from` names it. */
  readonly path: FieldPath;
  /** A webhook that lets requests pass while it does not answer (`failurePolicy: Ignore`). */
  readonly optional: boolean;
}

/** Where the API server asks, the port is that of HTTPS unless another is written (k8s.io/api v0.36.3: ServiceReference). */
const API_SERVER_ASKS: ReadonlySet<ServiceReference['how']> = new Set(['webhook', 'api', 'conversion']);
const HTTPS = 443;

/** What an object says about the Services that it needs. */
export function serviceReferences(from: KubeObject): readonly ServiceReference[] {
  switch (from.type) {
    case 'Ingress':
      return ingressReferences(from);
    case 'ValidatingWebhookConfiguration':
    case 'MutatingWebhookConfiguration':
      return webhookReferences(from);
    case 'APIService':
      return reference(from, 'api', from.spec['service'], ['spec', 'service']);
    case 'CustomResourceDefinition':
      return [
        ...conversion(from, ['spec', 'conversion', 'webhook', 'clientConfig', 'service']),
        ...conversion(from, ['spec', 'conversion', 'webhookClientConfig', 'service']),
      ];
    case 'HTTPRoute.gateway.networking.k8s.io':
    case 'GRPCRoute.gateway.networking.k8s.io':
    case 'TLSRoute.gateway.networking.k8s.io':
    case 'TCPRoute.gateway.networking.k8s.io':
    case 'UDPRoute.gateway.networking.k8s.io':
      return routeReferences(from);
    case 'IngressRoute.traefik.io':
    case 'IngressRouteTCP.traefik.io':
      return traefikReferences(from);
    default:
      return [];
  }
}

function reference(
  from: KubeObject,
  how: ServiceReference['how'],
  service: unknown,
  path: FieldPath,
  optional = false,
): ServiceReference[] {
  const name = text(at(service, 'name')) ?? text(at(service, 'serviceName'));
  if (name === undefined) return [];
  const port = at(service, 'port') ?? at(service, 'servicePort') ?? (API_SERVER_ASKS.has(how) ? HTTPS : undefined);
  return [
    {
      from,
      how,
      namespace: text(at(service, 'namespace')) ?? from.namespace,
      name,
      port: integer(port) ?? text(port) ?? integer(at(port, 'number')) ?? text(at(port, 'name')),
      path,
      optional,
    },
  ];
}

function ingressReferences(from: KubeObject): ServiceReference[] {
  const backend = (value: unknown, path: FieldPath): ServiceReference[] =>
    at(value, 'service') === undefined
      ? reference(from, 'ingress', value, path)
      : reference(from, 'ingress', at(value, 'service'), [...path, 'service']);
  return [
    ...backend(from.spec['defaultBackend'], ['spec', 'defaultBackend']),
    ...backend(from.spec['backend'], ['spec', 'backend']),
    ...objects(from.spec['rules']).flatMap((rule, i) =>
      objects(at(rule, 'http', 'paths')).flatMap((path, j) =>
        backend(path['backend'], ['spec', 'rules', i, 'http', 'paths', j, 'backend']),
      ),
    ),
  ];
}

/** `failurePolicy` is Fail unless it says Ignore (admissionregistration.k8s.io/v1; v1beta1 defaulted to Ignore). */
export function ignoresFailure({ apiVersion }: KubeObject, webhook: JsonObject): boolean {
  const standard = apiVersion.endsWith('/v1beta1') ? 'Ignore' : 'Fail';
  return (text(webhook['failurePolicy']) ?? standard) === 'Ignore';
}

function webhookReferences(from: KubeObject): ServiceReference[] {
  return objects(from.manifest['webhooks']).flatMap((webhook, i) => {
    const url = text(at(webhook, 'clientConfig', 'url'));
    const path = ['webhooks', i, 'clientConfig', url === undefined ? 'service' : 'url'];
    const service = url === undefined ? at(webhook, 'clientConfig', 'service') : serviceOfUrl(url);
    return reference(from, 'webhook', service, path, ignoresFailure(from, webhook));
  });
}

/** The Service that an address names, as `https://name.namespace.svc:8443/path` does. */
function serviceOfUrl(url: string): object | undefined {
  const [first] = hostsIn(url);
  const [name, namespace, svc] = first?.host.split('.') ?? [];
  return svc === 'svc' ? { name, namespace, port: first?.port } : undefined;
}

function conversion(from: KubeObject, path: readonly string[]): ServiceReference[] {
  return reference(from, 'conversion', at(from.manifest, ...path), path);
}

function routeReferences(from: KubeObject): ServiceReference[] {
  return objects(from.spec['rules']).flatMap((rule, i) =>
    objects(rule['backendRefs']).flatMap((backend, j) =>
      (text(backend['kind']) ?? 'Service') === 'Service'
        ? reference(from, 'route', backend, ['spec', 'rules', i, 'backendRefs', j])
        : [],
    ),
  );
}

function traefikReferences(from: KubeObject): ServiceReference[] {
  return objects(from.spec['routes']).flatMap((route, i) =>
    objects(route['services']).flatMap((service, j) =>
      (text(service['kind']) ?? 'Service') === 'Service'
        ? reference(from, 'route', service, ['spec', 'routes', i, 'services', j])
        : [],
    ),
  );
}
