import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const imageNeverPulled = defineRule({
  id: 'image-never-pulled',
  topic: 'placement',
  title: 'Pods start only on nodes that have the image already.',
  why: 'With imagePullPolicy: Never the kubelet does not fetch it. When the node of a pod fails, the scheduler puts the new one anywhere, and it fails to start (ErrImageNeverPull) wherever nobody has loaded the image.',
  remedy: 'Use IfNotPresent and a registry that every node reaches.',
  example: 'containers:\n  - imagePullPolicy: IfNotPresent',
  sources: ['https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy'],
  check: (model) =>
    model.workloads.flatMap(({ object, pod, kind }) =>
      pod.containers
        .filter(({ value }) => value['imagePullPolicy'] === 'Never' && kind !== 'job')
        .map(({ name, path }) => ({
          severity: 'advisory' as const,
          object,
          field: [...path, 'imagePullPolicy'],
          message: `Container ${name} of ${describe(object)} starts only on nodes that have its image already.`,
          fix: { title: 'IfNotPresent', edits: [{ set: [...path, 'imagePullPolicy'], value: 'IfNotPresent' }] },
        })),
    ),
});
