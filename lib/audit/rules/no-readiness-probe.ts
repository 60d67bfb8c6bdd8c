import type { ClusterModel } from '../../model/cluster-model';
import { describe } from '../../model/kube-object';
import { integer, isObject } from '../../model/json';
import type { Container } from '../../model/pod-template';
import { servesClients, servingContainers } from '../../model/service';
import type { Workload } from '../../model/workload';
import { list } from '../consequence';
import { defineRule } from '../define-rule';

export const noReadinessProbe = defineRule({
  id: 'no-readiness-probe',
  topic: 'probe',
  title: 'A container has no readiness probe.',
  why: 'Its pod counts as ready from the moment the process starts, and as long as it runs: Services send requests to a pod that is starting, overloaded or stuck, a rolling update goes on before the new pods can answer, and budgets let the last one that works be evicted.',
  remedy: 'Give the container that answers requests a readinessProbe that fails while it cannot answer.',
  example: 'readinessProbe:\n  httpGet: {path: /ready, port: http}\n  periodSeconds: 5',
  sources: ['https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-probes'],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      if (workload.kind === 'job' || model.role(workload) === 'job' || model.replicas(workload).count === 0) return [];
      const missing = asked(workload, model).filter(({ value }) => !isObject(value['readinessProbe']));
      const [first] = missing;
      if (first === undefined) return [];
      const served = model.servicesOf(workload).filter(servesClients);
      // An update that waits for each new pod to go on running finds out as much as a probe of what nobody asks.
      if (model.role(workload) === 'worker' && (integer(workload.object.spec['minReadySeconds']) ?? 0) > 0) return [];
      const names = list(missing.map(({ name }) => name));
      return [
        {
          severity:
            model.role(workload) === 'server' && workload.kind === 'replicated'
              ? ('degrades' as const)
              : ('advisory' as const),
          object: workload.object,
          field: first.path,
          message:
            served.length > 0
              ? `Nothing tells ${list(served.map(({ object }) => describe(object)))} whether container ${names} of ${describe(workload.object)} can answer: requests reach it while it starts or is stuck.`
              : `Nothing tells whether container ${names} of ${describe(workload.object)} works: an update goes on as soon as it has started, also with a program that ends at once.`,
          ...(served.length > 0
            ? {}
            : {
                remedy:
                  'Give it a readinessProbe, or minReadySeconds longer than a broken program takes to end: 30, say.',
              }),
          related: served.map(({ object }) => object),
        },
      ];
    }),
});

/**
 * Containers that must tell when they are ready: those behind the ports of Services; without a Service those with
 * ports, or all. Sidecars that answer to nobody and init containers need not.
 */
function asked(workload: Workload, model: ClusterModel): readonly Container[] {
  const main = workload.pod.containers.filter(({ kind }) => kind === 'main');
  const serving = model.servicesOf(workload).flatMap((service) => servingContainers(service, workload));
  if (serving.length > 0) return [...new Set(serving)];
  if (model.role(workload) === 'control-loop' || workload.kind === 'daemon') return [];
  const services = model.servicesOf(workload).filter(servesClients);
  // The port is listed nowhere (which is legal): with one container it is clear whose it is.
  if (services.length > 0 && main.length > 1 && main.some(({ value }) => isObject(value['readinessProbe']))) return [];
  return main;
}
