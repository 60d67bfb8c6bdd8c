import type { ClusterModel } from '../../model/cluster-model';
import { integer } from '../../model/json';
import { describe } from '../../model/kube-object';
import type { Workload } from '../../model/workload';
import { defineRule, type Fault } from '../define-rule';

export const neededYieldsToClient = defineRule({
  id: 'needed-yields-to-client',
  topic: 'placement',
  title: 'What a workload asks has a lower priority than the workload itself.',
  why: 'When room is short, as after the loss of a node, pods of a higher priority push out those of a lower one. Those that ask then push out what answers them, and both are of no use.',
  remedy: 'Give what others need at least the priority of those that need it.',
  example: 'spec:\n  template:\n    spec:\n      priorityClassName: infrastructure',
  sources: ['https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#preemption'],
  check: (model) =>
    model.services.flatMap((service) => {
      const clients = model.referencesTo(service).flatMap(({ how, from }) => {
        const client = how === 'client' ? model.workloadOf(from) : undefined;
        return client !== undefined && preempts(client, model) ? [client] : [];
      });
      return service.workloads.flatMap((needed): Fault[] => {
        const own = priorityOf(needed, model);
        // Without a class, that is the fault.
        if (own === undefined || needed.kind === 'job' || service.workloads.length > 1) return [];
        const higher = clients.find((client) => (priorityOf(client, model) ?? 0) > own);
        if (higher === undefined || higher === needed) return [];
        return [
          {
            severity: 'advisory',
            object: needed.object,
            field: [...needed.pod.path, 'priorityClassName'],
            message: `${describe(needed.object)} has priority ${own}, and ${describe(higher.object)}, which asks it through ${describe(service.object)}, ${priorityOf(higher, model) ?? 0}: when room is short, those that ask push out what answers.`,
            related: [higher.object, service.object],
          },
        ];
      });
    }),
});

/** Those that come with Kubernetes. Source: k8s.io/kubernetes v1.36.3, pkg/apis/scheduling/types.go. */
const SYSTEM: ReadonlyMap<string, number> = new Map([
  ['system-cluster-critical', 2_000_000_000],
  ['system-node-critical', 2_000_001_000],
]);

/** The value of the class that a workload names; undefined where it names none, or one that is not here. */
function priorityOf({ pod }: Workload, model: ClusterModel): number | undefined {
  const name = pod.scheduling.priorityClassName;
  if (name === undefined) return undefined;
  return SYSTEM.get(name) ?? integer(model.find('PriorityClass', '', name)?.manifest['value']);
}

function preempts({ pod }: Workload, model: ClusterModel): boolean {
  const name = pod.scheduling.priorityClassName ?? '';
  return model.find('PriorityClass', '', name)?.manifest['preemptionPolicy'] !== 'Never';
}
