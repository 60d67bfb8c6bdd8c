import { describe, isListed } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const replicasFightAutoscaler = defineRule({
  id: 'replicas-fight-autoscaler',
  topic: 'hpa',
  title: 'A workload writes its replicas although an autoscaler sets them.',
  why: 'Every apply of the file sets the number back to what is written, at the moment of the highest load too, until the autoscaler raises it again.',
  remedy: 'Leave replicas out of the workload. (With kubectl apply, remove it from the last applied state first.)',
  example: 'kubectl apply edit-last-applied deployment/shop',
  sources: [
    'https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling',
  ],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      const [scaler] = model.replicas(workload).scalers;
      const written = workload.declaredReplicas;
      if (scaler === undefined || written === undefined || written >= scaler.minimum) return [];
      // A cluster lists the number in any case, whoever wrote it.
      if (isListed(workload.object)) return [];
      return [
        {
          severity: 'advisory' as const,
          object: workload.object,
          field: workload.replicasPath,
          message: `${describe(workload.object)} writes ${written} replicas, fewer than the ${scaler.minimum} that ${describe(scaler.object)} keeps: every apply takes it down to ${written}.`,
          fix: { title: 'no replicas', edits: [{ remove: workload.replicasPath }] },
          related: [scaler.object],
        },
      ];
    }),
});
