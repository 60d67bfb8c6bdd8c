import type { ClusterModel } from '../../model/cluster-model';
import { at } from '../../model/json';
import { describe } from '../../model/kube-object';
import { defineRule, type Fault } from '../define-rule';

const VOLATILE = new Set(['emptyDir', 'configMap', 'secret', 'projected', 'downwardAPI', 'none']);

export const dataInPod = defineRule({
  id: 'data-in-pod',
  topic: 'storage',
  title: 'A datastore keeps its data in the pod.',
  why: 'Without a volume that outlives it, the data is gone when the pod is: at every drain, every update, every loss of its node. Replicas that copy from each other survive one loss, but not an update that is faster than the copying.',
  remedy: 'Give it a claim on replicated storage. If it is a cache, that may be lost, accept this with a waiver.',
  example:
    'spec:\n  volumeClaimTemplates:\n    - metadata: {name: data}\n      spec:\n        accessModes: [ReadWriteOnce]\n        resources: {requests: {storage: 10Gi}}',
  sources: [
    'https://kubernetes.io/docs/concepts/storage/volumes/#emptydir',
    'https://prometheus-operator.dev/docs/platform/storage/',
    'https://strimzi.io/docs/operators/0.47.0/deploying.html: ephemeral storage',
  ],
  check: (model) => [...ofWorkloads(model), ...ofOperators(model)],
});

function ofWorkloads(model: ClusterModel): Fault[] {
  return model.workloads
    .filter((workload) => {
      const role = model.program(workload)?.role;
      return (role === 'datastore' || role === 'quorum') && workload.kind === 'replicated';
    })
    .filter((w) => model.claims(w).length === 0 && w.pod.volumes.every(({ source }) => VOLATILE.has(source)))
    .map((workload) => ({
      severity: 'advisory',
      object: workload.object,
      field: [...workload.pod.path, 'volumes'],
      message: `${describe(workload.object)} keeps its data in the pod: it is gone with the pod.`,
    }));
}

function ofOperators(model: ClusterModel): Fault[] {
  return model.objects.flatMap((object) => {
    const operator = model.knowledge.operatorOf(object.type);
    return (operator?.keepsInPod ?? []).flatMap(({ path, value }): Fault[] => {
      const field = path.split('.');
      if (at(object.manifest, ...field) !== value) return [];
      return [
        {
          severity: 'advisory',
          object,
          field,
          message: `${describe(object)} (${operator?.what ?? ''}) keeps its data in the pods (${path}${value === undefined ? ' is not written' : `: ${value}`}): it is gone with them.`,
        },
      ];
    });
  });
}
