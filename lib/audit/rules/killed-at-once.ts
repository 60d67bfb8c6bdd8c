import { integer } from '../../model/json';
import { describe } from '../../model/kube-object';
import { preStopSeconds } from '../../model/pre-stop';
import { servesClients } from '../../model/service';
import type { Workload } from '../../model/workload';
import { defineRule, type Fault } from '../define-rule';

export const killedAtOnce = defineRule({
  id: 'killed-at-once',
  topic: 'strategy',
  title: 'Pods are killed without time to finish.',
  why: 'With terminationGracePeriodSeconds: 0, or with a preStop hook that takes as long as the pod has, the program is never told to end: every drain and every update cuts requests off, and for a StatefulSet the next pod may start while the old one still runs on a node that cannot be reached.',
  remedy:
    'Let terminationGracePeriodSeconds (30 where nothing is written) be as long as the preStop hook and the longest request together.',
  example: 'terminationGracePeriodSeconds: 45\ncontainers:\n  - lifecycle: {preStop: {sleep: {seconds: 15}}}',
  sources: [
    'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
    'k8s.io/kubernetes v1.36.3, pkg/kubelet/kuberuntime/kuberuntime_container.go: killContainer',
  ],
  check: (model) =>
    model.workloads
      .filter(({ kind }) => kind !== 'job')
      .filter((w) => w.object.type === 'StatefulSet' || model.servicesOf(w).some(servesClients))
      .flatMap(faultsOf),
});

/** Source: DefaultTerminationGracePeriodSeconds, k8s.io/api v0.36.3, core/v1. */
const STANDARD_SECONDS = 30;

function faultsOf({ object, pod }: Workload): Fault[] {
  const grace = integer(pod.value['terminationGracePeriodSeconds']) ?? STANDARD_SECONDS;
  const field = [...pod.path, 'terminationGracePeriodSeconds'];
  if (grace === 0)
    return [
      {
        severity: 'advisory',
        object,
        field,
        message: `${describe(object)} gives its pods no time to finish what they do.`,
        fix: { title: 'the default of 30 s', edits: [{ remove: field }] },
      },
    ];
  const late = pod.containers.find((container) => (preStopSeconds(container) ?? 0) >= grace);
  if (late === undefined) return [];
  const seconds = preStopSeconds(late) ?? 0;
  return [
    {
      severity: 'advisory',
      object,
      field,
      message: `The preStop hook of container ${late.name} of ${describe(object)} takes ${seconds} s, and the pod has ${grace} s: the program is killed before it is told to end.`,
      fix: {
        title: `terminationGracePeriodSeconds: ${seconds + STANDARD_SECONDS}`,
        edits: [{ set: field, value: seconds + STANDARD_SECONDS }],
      },
    },
  ];
}
