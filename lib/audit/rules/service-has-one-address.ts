import type { ClusterModel } from '../../model/cluster-model';
import { isIpv4 } from '../../model/hosts-in-text';
import { at, objects, text, texts } from '../../model/json';
import { describe, type KubeObject } from '../../model/kube-object';
import { push } from '../../model/pod-index';
import type { FieldPath } from '../../model/source';
import { defineRule } from '../define-rule';

export const serviceHasOneAddress = defineRule({
  id: 'service-has-one-address',
  topic: 'traffic',
  title: 'All requests to a Service go to one address that somebody wrote down.',
  why: 'A Service without a selector sends requests to the addresses of its EndpointSlices, and externalIPs are addresses of nodes: Kubernetes does not look whether anything answers there. With one address, the machine behind it is a single point of failure, and nothing moves the Service to another.',
  remedy:
    'Give two addresses or more, or an address that is kept available by something else, and say so with a waiver.',
  example: 'kind: EndpointSlice\nendpoints:\n  - addresses: [192.0.2.10]\n  - addresses: [192.0.2.11]',
  sources: [
    'https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors',
    'https://kubernetes.io/docs/concepts/services-networking/service/#external-ips',
    'https://kubernetes.io/docs/concepts/services-networking/service/#externalname',
  ],
  check: (model) => {
    const addresses = addressesByService(model);
    return model.services.flatMap((service) => {
      const { object, selector } = service;
      const external = texts(object.spec['externalIPs']);
      const written = addresses.get(`${object.namespace}/${object.name}`) ?? [];
      const distinct = new Set(written.map(({ address }) => address));
      const [first] = written;
      const alias = object.spec['type'] === 'ExternalName' ? (text(object.spec['externalName']) ?? '') : '';
      return [
        ...(isIpv4(alias)
          ? [
              {
                severity: model.referencesTo(service).some(({ how }) => how !== 'client')
                  ? ('outage' as const)
                  : ('degrades' as const),
                object,
                field: ['spec', 'externalName'],
                message: `${describe(object)} is another name of ${alias}, which is no name: DNS finds nothing, and every request to it fails.`,
                remedy:
                  'Write a name there, or leave the type out and list the addresses in an EndpointSlice, two or more.',
                related: model.referencesTo(service).map(({ from }) => from),
              },
            ]
          : []),
        ...(external.length === 1
          ? [
              {
                severity: 'advisory' as const,
                object,
                field: ['spec', 'externalIPs', 0],
                message: `Requests from outside reach ${describe(object)} through ${external[0] ?? ''} alone.`,
              },
            ]
          : []),
        ...(selector === undefined && first !== undefined && distinct.size === 1
          ? [
              {
                severity: 'outage' as const,
                object: first.object,
                field: first.field,
                message: `${describe(object)} sends every request to ${first.address}: when nothing answers there, it fails.`,
                related: [object, ...model.referencesTo(service).map(({ from }) => from)],
              },
            ]
          : []),
      ];
    });
  },
});

interface Address {
  readonly address: string;
  readonly object: KubeObject;
  readonly field: FieldPath;
}

function addressesByService(model: ClusterModel): ReadonlyMap<string, readonly Address[]> {
  const found = new Map<string, Address[]>();
  for (const object of model.ofType('Endpoints'))
    for (const [i, subset] of objects(object.manifest['subsets']).entries())
      for (const [j, { ip }] of objects(subset['addresses']).entries())
        push(found, `${object.namespace}/${object.name}`, {
          address: String(ip),
          object,
          field: ['subsets', i, 'addresses', j],
        });
  for (const object of model.ofType('EndpointSlice')) {
    const service = object.labels['kubernetes.io/service-name'];
    if (service === undefined || object.labels['endpointslice.kubernetes.io/managed-by']?.endsWith('.k8s.io')) continue;
    for (const [i, endpoint] of objects(object.manifest['endpoints']).entries())
      for (const address of texts(at(endpoint, 'addresses')))
        push(found, `${object.namespace}/${service}`, { address, object, field: ['endpoints', i, 'addresses'] });
  }
  return found;
}
