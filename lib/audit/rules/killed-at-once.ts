import { describe } from '../../model/kube-object';
import { servesClients } from '../../model/service';
import { defineRule } from '../define-rule';

export const killedAtOnce = defineRule({
  id: 'killed-at-once',
  topic: 'strategy',
  title: 'Pods are killed without time to finish.',
  why: 'With terminationGracePeriodSeconds: 0 every drain and every update cuts requests off, and for a StatefulSet the next pod may start while the old one still runs on a node that cannot be reached.',
  remedy: 'Leave terminationGracePeriodSeconds at its default of 30, or as long as the longest request.',
  example: 'spec:\n  template:\n    spec:\n      terminationGracePeriodSeconds: 30',
  sources: ['https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination'],
  check: (model) =>
    model.workloads
      .filter(({ pod, kind }) => pod.value['terminationGracePeriodSeconds'] === 0 && kind !== 'job')
      .filter((w) => w.object.type === 'StatefulSet' || model.servicesOf(w).some(servesClients))
      .map(({ object, pod }) => ({
        severity: 'advisory',
        object,
        field: [...pod.path, 'terminationGracePeriodSeconds'],
        message: `${describe(object)} gives its pods no time to finish what they do.`,
        fix: { title: 'the default of 30 s', edits: [{ remove: [...pod.path, 'terminationGracePeriodSeconds'] }] },
      })),
});
