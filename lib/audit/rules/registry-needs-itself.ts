import type { ClusterModel } from '../../model/cluster-model';
import { describe } from '../../model/kube-object';
import { push } from '../../model/pod-index';
import type { Service } from '../../model/service';
import type { Workload } from '../../model/workload';
import { defineRule, type Fault } from '../define-rule';

export const registryNeedsItself = defineRule({
  id: 'registry-needs-itself',
  topic: 'placement',
  title: 'What a registry of the cluster needs is pulled from that registry.',
  why: 'Once all pods of the registry are gone, or those of what it needs to answer, a node that has not their images already asks the registry for them, which does not answer: they do not come back by themselves.',
  remedy: 'Pull these images from a registry outside, or load them onto every node that may have the pods.',
  example: 'containers:\n  - image: ghcr.io/distribution/distribution:3.0.0',
  sources: [
    'https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy',
    'https://distribution.github.io/distribution/about/deploying/',
  ],
  check: (model) => {
    const needed = new Map<Service, ReadonlyMap<Workload, string>>();
    return model.references.flatMap(({ how, from, path, namespace, name }): Fault[] => {
      const found = how === 'image' ? model.find('Service', namespace, name) : undefined;
      const registry = found && model.serviceOf(found);
      const workload = model.workloadOf(from);
      if (registry === undefined || workload === undefined) return [];
      const needs = needed.get(registry) ?? needsOf(registry, model);
      needed.set(registry, needs);
      const why = needs.get(workload);
      if (why === undefined) return [];
      return [
        {
          severity: 'degrades',
          object: from,
          field: path,
          message: `${describe(from)} ${why}, and its image is pulled from there: once its pods are gone, they start only on nodes that have the image already.`,
          related: [registry.object, ...registry.workloads.map(({ object }) => object)].filter((o) => o !== from),
        },
      ];
    });
  },
});

/** The workloads that must run for a registry to answer, and why. */
function needsOf(registry: Service, model: ClusterModel): ReadonlyMap<Workload, string> {
  const name = describe(registry.object);
  const found = new Map(registry.workloads.map((workload) => [workload, `is behind ${name}`]));
  const byClient = model.shared('asked by workloads', () => servicesAskedBy(model));
  const queue = [...registry.workloads];
  for (let next = queue.pop(); next !== undefined; next = queue.pop())
    for (const service of byClient.get(next) ?? [])
      for (const workload of service.workloads) {
        if (found.has(workload)) continue;
        found.set(workload, `is needed by what is behind ${name}`);
        queue.push(workload);
      }
  const entered = model.referencesTo(registry).some(({ how }) => how === 'ingress' || how === 'route');
  if (entered)
    for (const workload of model.workloads)
      if (model.program(workload)?.role === 'ingress-controller')
        found.set(workload, `is the entrance through which nodes reach ${name}`);
  return found;
}

function servicesAskedBy(model: ClusterModel): ReadonlyMap<Workload, readonly Service[]> {
  const found = new Map<Workload, Service[]>();
  for (const { how, from, namespace, name } of model.references) {
    const [client, object] = how === 'client' ? [model.workloadOf(from), model.find('Service', namespace, name)] : [];
    const service = object && model.serviceOf(object);
    if (client !== undefined && service !== undefined) push(found, client, service);
  }
  return found;
}
