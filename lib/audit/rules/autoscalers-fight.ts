import { describe } from '../../model/kube-object';
import { push } from '../../model/pod-index';
import type { Scaler } from '../../model/replicas';
import { defineRule } from '../define-rule';

export const autoscalersFight = defineRule({
  id: 'autoscalers-fight',
  topic: 'hpa',
  title: 'Two autoscalers scale one workload.',
  why: 'Each sets the number of replicas that it holds right, again and again; the lower one wins as often as the other. KEDA makes a HorizontalPodAutoscaler of its own for each ScaledObject.',
  remedy: 'Keep one of them, with all metrics in it.',
  example: 'kubectl delete hpa shop',
  sources: ['https://keda.sh/docs/2.17/concepts/scaling-deployments/'],
  check: (model) => {
    const byTarget = new Map<string, Scaler[]>();
    for (const scaler of model.scalers)
      push(byTarget, `${scaler.object.namespace}/${scaler.target.kind}/${scaler.target.name}`, scaler);
    return [...byTarget.values()].flatMap(([first, ...others]) =>
      first === undefined
        ? []
        : others.map(({ object, target }) => ({
            severity: 'advisory' as const,
            object,
            field: ['spec', 'scaleTargetRef'],
            message: `${describe(object)} and ${describe(first.object)} both scale ${target.kind}/${target.name}.`,
            related: [first.object],
          })),
    );
  },
});
