import type { ClusterModel } from '../../model/cluster-model';
import { describe } from '../../model/kube-object';
import { FLUX_INSTANCE, makesService } from '../../model/made-workloads';
import type { ServiceReference } from '../../model/references';
import { defineRule, type Fault } from '../define-rule';

export const backendMissing = defineRule({
  id: 'backend-missing',
  topic: 'traffic',
  title: 'An object sends requests to a Service, or a port of one, that is not there.',
  why: 'Requests that take this way fail. For a webhook with failurePolicy: Fail that means that the API server refuses what the webhook is about.',
  remedy: 'Correct the name, the namespace or the port of the Service, or give its file too.',
  example: 'backend:\n  service: {name: shop, port: {name: http}}',
  sources: ['https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-rules'],
  check: (model) => {
    const namespaces = new Set(model.services.map(({ object }) => object.namespace));
    return model.references
      .filter(({ how }) => how !== 'client' && how !== 'image')
      .flatMap((reference) => faultsOf(reference, model, namespaces));
  },
});

function faultsOf(reference: ServiceReference, model: ClusterModel, namespaces: ReadonlySet<string>): Fault[] {
  const { from, name, namespace, port, path, optional } = reference;
  const service = model.find('Service', namespace, name);
  const base = { object: from, field: path };
  if (service === undefined) {
    if (model.ofType(FLUX_INSTANCE).some((instance) => makesService(instance, namespace, name))) return [];
    // Of a namespace of which nothing is here, nothing can be told. The API server serves its own APIs.
    const elsewhere = !namespaces.has(namespace) && !namespaces.has('');
    return [
      {
        ...base,
        severity: elsewhere ? 'inconclusive' : optional ? 'advisory' : 'outage',
        message: `${describe(from)} needs Service/${namespace === '' ? '' : `${namespace}/`}${name}, which is not among the files.`,
      },
    ];
  }
  const found = model.serviceOf(service);
  const named = found?.ports.some((p) => p.port === port || p.name === port);
  if (port === undefined || named !== false) return [];
  return [
    {
      ...base,
      severity: optional ? 'advisory' : 'outage',
      message: `${describe(from)} needs port ${port} of ${describe(service)}, which has ${found?.ports.map((p) => p.name ?? p.port).join(', ') ?? 'none'}.`,
      related: [service],
    },
  ];
}
