import { describe } from '../../model/kube-object';
import type { ClusterModel } from '../../model/cluster-model';
import type { Service } from '../../model/service';
import { defineRule, type Fault } from '../define-rule';

export const serviceSelectsNothing = defineRule({
  id: 'service-selects-nothing',
  topic: 'traffic',
  title: 'A Service selects no pod.',
  why: 'It has no endpoints, so that every request to it fails. A selector has to match the labels of the pod template, in the same namespace.',
  remedy: 'Correct the selector, or give the file with the workload too.',
  example: 'spec:\n  selector: {app: shop}',
  sources: ['https://kubernetes.io/docs/concepts/services-networking/service/#services-in-kubernetes'],
  check: (model) => model.services.flatMap((service) => faultsOf(service, model)),
});

function faultsOf(service: Service, model: ClusterModel): Fault[] {
  const { object, selector, workloads, runtimeKeys } = service;
  // Without a selector, endpoints come from elsewhere; a label that a program puts on its pods is there at run time.
  if (selector === undefined || workloads.length > 0 || runtimeKeys.length > 0) return [];
  if (object.spec['type'] === 'ExternalName') return [];
  const needed = model.referencesTo(service).filter(({ optional, how }) => !optional && how !== 'client');
  const alone = model.pods.inNamespace(object.namespace).length === 0;
  const words = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  return [
    {
      severity: alone ? 'inconclusive' : needed.length > 0 ? 'outage' : 'advisory',
      object,
      field: ['spec', 'selector'],
      message: `${describe(object)} selects ${words.join(', ')}, which no workload among the files has.`,
      related: needed.map(({ from }) => from),
    },
  ];
}
