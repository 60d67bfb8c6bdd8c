import type { Toleration } from '../../model/kubernetes/types';
import type { SchedulerPod, SchedulerPodSpec } from './cluster';

const TOLERATED_FOR_A_WHILE = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const SECONDS = 300;

/**
 * A pod as the API server keeps it, as far as that decides where it may run: with the tolerations that it adds. A pod
 * that was admitted already stays as it is. Pods that share a spec share it afterwards.
 *
 * Source: DefaultTolerationSeconds, k8s.io/kubernetes v1.36.3, plugin/pkg/admission/defaulttolerationseconds.
 */
export function admitPod(pod: SchedulerPod): SchedulerPod {
  let spec = admitted.get(pod.spec);
  if (!spec) admitted.set(pod.spec, (spec = admitSpec(pod.spec)));
  return spec === pod.spec ? pod : { ...pod, spec };
}

/** Specs never change, so that what is made of one holds as long as it is there. */
const admitted = new WeakMap<SchedulerPodSpec, SchedulerPodSpec>();

function admitSpec(spec: SchedulerPodSpec): SchedulerPodSpec {
  const own = spec.tolerations ?? [];
  const added = TOLERATED_FOR_A_WHILE.filter((key) => !own.some((toleration) => covers(toleration, key))).map(
    (key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: SECONDS }),
  );
  return added.length === 0 ? spec : { ...spec, tolerations: [...own, ...added] };
}

/** Whatever its operator: the API server asks for no more. */
function covers({ key, effect }: Toleration, taint: string): boolean {
  return (!key || key === taint) && (!effect || effect === 'NoExecute');
}
