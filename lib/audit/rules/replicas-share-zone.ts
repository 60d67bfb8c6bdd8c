import { describe } from '../../model/kube-object';
import { neededPods } from '../../model/survival';
import { consequenceOf } from '../consequence';
import { defineRule, type Fault } from '../define-rule';

export const replicasShareZone = defineRule({
  id: 'replicas-share-zone',
  topic: 'spread',
  title: 'All replicas may be in one zone.',
  why: 'The nodes are in several zones, but nothing keeps the replicas from being in one of them: the loss of a zone, or of the provider or site it stands for, may take all of them.',
  remedy: 'Spread them over topology.kubernetes.io/zone as well, with whenUnsatisfiable: DoNotSchedule.',
  example: `topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: DoNotSchedule
    labelSelector: {matchLabels: {app: shop}}`,
  sources: ['https://kubernetes.io/docs/setup/best-practices/multiple-zones/'],
  check: (model) =>
    model.workloads.flatMap((workload): Fault[] => {
      if (workload.kind !== 'replicated' || model.role(workload) === 'job' || model.replicas(workload).count < 2)
        return [];
      // Where one node may have all of them, that is the fault.
      if (model.nodeLoss(workload).verdict !== 'survives') return [];
      const loss = model.zoneLoss(workload);
      if (loss.verdict === 'survives') return [];
      const need = neededPods(workload, model);
      const which = need === 1 ? 'All replicas' : 'More than half of the members';
      const base = { object: workload.object, field: workload.pod.path };
      if (loss.verdict === 'inconclusive')
        return [
          {
            ...base,
            severity: 'inconclusive',
            message: `Whether ${need === 1 ? 'all replicas' : 'more than half of the members'} of ${describe(workload.object)} may be in one zone cannot be decided: its rules allow more placements than are looked at, or name other pods.`,
            remedy: 'Spread them over zones with maxSkew: 1, or keep them apart over kubernetes.io/hostname as well.',
          },
        ];
      const { severity, text, related } = consequenceOf(workload, model);
      return [
        {
          ...base,
          severity,
          message: `${which} of ${describe(workload.object)} may be ${loss.failed === '' ? 'in one zone' : `in zone ${loss.failed}`}, and its loss takes ${need === 1 ? 'them all' : 'the majority'}. ${text}`,
          related,
        },
      ];
    }),
});
