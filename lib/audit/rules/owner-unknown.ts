import { at, isObject } from '../../model/json';
import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const ownerUnknown = defineRule({
  id: 'owner-unknown',
  topic: 'app',
  title: 'A custom resource seems to make pods in a way that is not known.',
  why: 'It has a pod template or a number of replicas, but what its operator makes of them is not among what is known, so that nothing can be said of its pods.',
  remedy: 'Tell what the resource runs in a knowledge file, or give the objects that its operator makes.',
  example: 'kubectl get deploy,sts,ds -A -o yaml | zero-spof audit -',
  sources: ['https://kubernetes.io/docs/concepts/extend-kubernetes/operator/'],
  check: (model) =>
    model.objects.flatMap((object) => {
      // Kinds of Kubernetes have no dot in their type.
      if (!object.type.includes('.') || model.knowledge.operatorOf(object.type) || model.workloadOf(object)) return [];
      const template = ['template', 'podTemplate', 'podTemplateSpec'].find((key) => {
        const value = object.spec[key];
        return isObject(at(value, 'spec')) && Array.isArray(at(value, 'spec', 'containers'));
      });
      const replicas = typeof object.spec['replicas'] === 'number' && !SCALING.has(object.type);
      if (template === undefined && !replicas) return [];
      const field = ['spec', template ?? 'replicas'];
      return [
        {
          severity: 'inconclusive' as const,
          object,
          field,
          message: `What runs for ${describe(object)} (${object.apiVersion}) is not known: it cannot be judged.`,
        },
      ];
    }),
});

/** Kinds with a number of replicas that make no pods. */
const SCALING = new Set(['ScaledObject.keda.sh', 'TriggerAuthentication.keda.sh', 'Middleware.traefik.io']);
