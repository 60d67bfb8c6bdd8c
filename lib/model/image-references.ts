import { at, integer, objects, text, texts } from './json';
import type { KubeObject } from './kube-object';
import type { ServiceReference } from './references';
import type { Service } from './service';
import type { Workload } from './workload';

/** A Service by the names under which a node may reach it: of an Ingress, a port of each node, an address. */
export type ServiceByAddress = ReadonlyMap<string, { readonly namespace: string; readonly name: string }>;

/**
 * @param ingresses what Ingresses and routes say about the Services that they need
 */
export function servicesByAddress(
  services: readonly Service[],
  ingresses: readonly ServiceReference[],
): ServiceByAddress {
  const found = new Map<string, { namespace: string; name: string }>();
  for (const { object } of services) {
    const { namespace, name, spec } = object;
    const target = { namespace, name };
    for (const host of [`${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`, `${name}.${namespace}`])
      found.set(host, target);
    for (const address of [text(spec['clusterIP']), text(spec['loadBalancerIP']), ...texts(spec['externalIPs'])])
      if (address !== undefined && address !== 'None') found.set(address, target);
    for (const port of objects(spec['ports'])) {
      const number = integer(port['nodePort']);
      if (number !== undefined) for (const host of OWN_HOST) found.set(`${host}:${number}`, target);
    }
  }
  for (const { from, namespace, name } of ingresses)
    for (const host of hostsOf(from)) found.set(host, { namespace, name });
  return found;
}

const OWN_HOST = ['localhost', '127.0.0.1'];

function hostsOf({ spec }: KubeObject): readonly string[] {
  return [...objects(spec['rules']).flatMap((rule) => text(at(rule, 'host')) ?? []), ...texts(spec['hostnames'])];
}

/** The Services of the cluster itself that a workload's images are pulled from, each once. */
export function imageReferences({ object, pod }: Workload, addresses: ServiceByAddress): readonly ServiceReference[] {
  const seen = new Set<string>();
  return pod.containers.flatMap(({ image, path }): ServiceReference[] => {
    const registry = registryOf(image);
    if (registry === undefined) return [];
    const service = addresses.get(registry) ?? addresses.get(registry.replace(/:\d+$/, ''));
    if (service === undefined || seen.has(`${service.namespace}/${service.name}`)) return [];
    seen.add(`${service.namespace}/${service.name}`);
    return [{ from: object, how: 'image', ...service, port: undefined, path: [...path, 'image'], optional: false }];
  });
}

/**
 * The host of an image's registry, with its port; undefined for images of Docker Hub.
 *
 * Source: splitDockerDomain, distribution/reference v0.6.0.
 */
function registryOf(image: string): string | undefined {
  const slash = image.indexOf('/');
  const first = slash === -1 ? '' : image.slice(0, slash);
  return /[.:]/.test(first) || first === 'localhost' ? first.toLowerCase() : undefined;
}
