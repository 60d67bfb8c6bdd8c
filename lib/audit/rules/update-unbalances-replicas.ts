import { describe } from '../../model/kube-object';
import { spreadOf } from '../../model/spread';
import { defineRule } from '../define-rule';

const REVISION = 'pod-template-hash';

export const updateUnbalancesReplicas = defineRule({
  id: 'update-unbalances-replicas',
  topic: 'spread',
  title: 'After a rolling update the replicas may be less spread than the constraint says.',
  why: 'While new pods are placed, the old ones count as well. Once those are gone, several new pods may share a node or zone, and nothing moves them any more. The next failure then takes more replicas than it should.',
  remedy: 'Write matchLabelKeys: [pod-template-hash] in the constraint: only pods of the same revision count then.',
  example: `topologySpreadConstraints:
  - topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: DoNotSchedule
    matchLabelKeys: [pod-template-hash]`,
  sources: [
    'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#known-limitations',
    'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#spread-constraint-definition',
  ],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      const { object, pod } = workload;
      const rollout = model.rollout(workload);
      // Without more pods than replicas, the sum of old and new ones is what counts all the time.
      if (object.type !== 'Deployment' || rollout?.kind !== 'rolling' || rollout.surge === 0) return [];
      if (model.replicas(workload).count < 2 || model.nodeLoss(workload).verdict === 'takes-all') return [];
      const { even, apart } = spreadOf(workload);
      const constraints = pod.scheduling.topologySpreadConstraints ?? [];
      const blind = even.filter(
        ({ key, index }) => !apart.includes(key) && !constraints[index]?.matchLabelKeys?.includes(REVISION),
      );
      const [first] = blind;
      if (first === undefined) return [];
      const path = [...pod.path, 'topologySpreadConstraints'];
      return [
        {
          severity: 'advisory' as const,
          object,
          field: [...path, first.index],
          message: `An update of ${describe(object)} may leave its replicas less spread over ${first.key} than maxSkew says: old pods count too while new ones are placed.`,
          fix: {
            title: `matchLabelKeys: [${REVISION}]`,
            edits: blind.map(({ index }) => ({ set: [...path, index, 'matchLabelKeys'], value: [REVISION] })),
          },
        },
      ];
    }),
});
