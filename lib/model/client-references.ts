import { hostOf, hostsIn, type NamedHost } from './hosts-in-text';
import type { ServiceReference } from './references';
import type { WorkloadText } from './texts-of-workload';
import type { Workload } from './workload';

/** A host that a workload is told to ask, and the text that tells it. */
export interface AskedHost extends NamedHost {
  readonly text: WorkloadText;
}

/** Variables that hold the name of a host and nothing else. */
const HOLDS_HOST = /HOST|ADDR|SERVER|ENDPOINT|URL|SERVICE|UPSTREAM|BACKEND/i;

export function askedHosts(texts: readonly WorkloadText[]): readonly AskedHost[] {
  return texts.flatMap((text) => {
    const found = hostsIn(text.value);
    if (found.length > 0) return found.map((host) => ({ ...host, text }));
    const whole = HOLDS_HOST.test(text.variable ?? '') ? hostOf(text.value) : undefined;
    return whole === undefined ? [] : [{ host: whole, port: undefined, text }];
  });
}

/**
 * The Services that a workload is told to ask, by their names in DNS: `name`, `name.namespace`, `name.namespace.svc` and
 * longer.
 *
 * Source: kubernetes.io/docs/concepts/services-networking/dns-pod-service: search domains of a pod.
 *
 * @param isService whether there is one of that namespace and name
 */
export function clientReferences(
  { object }: Workload,
  hosts: readonly AskedHost[],
  isService: (namespace: string, name: string) => boolean,
): readonly ServiceReference[] {
  const seen = new Set<string>();
  return hosts.flatMap(({ host, port, text }) => {
    const [first = '', second, third] = host.split('.');
    // Of a pod of a StatefulSet, the Service is the second part.
    const candidates: readonly (readonly [string, string])[] =
      second === undefined
        ? [[object.namespace, first]]
        : third === undefined || third === 'svc'
          ? [
              [second, first],
              [object.namespace, second],
            ]
          : [[third, second]];
    const [namespace, name] = candidates.find(([ns, n]) => isService(ns, n)) ?? [];
    if (namespace === undefined || name === undefined || seen.has(`${namespace}/${name}`)) return [];
    seen.add(`${namespace}/${name}`);
    const path = text.object === object ? text.path : [];
    return [{ from: object, how: 'client' as const, namespace, name, port, path, optional: false }];
  });
}
