import type { ClusterModel } from '../../model/cluster-model';
import { at, objects, text, texts } from '../../model/json';
import { describe, type KubeObject } from '../../model/kube-object';
import { serviceReferences } from '../../model/references';
import { defineRule } from '../define-rule';

export const injectorFailsOpen = defineRule({
  id: 'injector-fails-open',
  topic: 'webhook',
  title: 'One failure lets pods start without what a webhook adds to them.',
  why: 'With failurePolicy: Ignore the API server makes pods also while the webhook does not answer: without the sidecar, the secrets or the policy that it adds. A node failure takes the webhook and makes pods start elsewhere at the same moment, and nobody mends those pods afterwards: they run without it until they are deleted.',
  remedy:
    'Run the webhook with two or more replicas on different nodes, or use failurePolicy: Fail and keep its own namespace out.',
  example: 'spec:\n  replicas: 2',
  sources: ['https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy'],
  check: (model) =>
    model.ofType('MutatingWebhookConfiguration').flatMap((object) =>
      serviceReferences(object).flatMap(({ optional, namespace, name, path }) => {
        const [, index] = path;
        const webhook = objects(object.manifest['webhooks'])[Number(index)];
        if (!optional || !objects(webhook?.['rules']).some(isAboutNewPods)) return [];
        const service = model.find('Service', namespace, name);
        const lost = service && losable(service, model);
        if (service === undefined || lost === undefined) return [];
        return [
          {
            severity: 'degrades' as const,
            object,
            field: ['webhooks', Number(index), 'failurePolicy'],
            message: `While ${describe(lost)} is away, which the loss of one node can bring about, pods start without what webhook ${text(webhook?.['name']) ?? ''} of ${describe(object)} adds to them, and stay so.`,
            related: [service, lost],
          },
        ];
      }),
    ),
});

function isAboutNewPods(rule: unknown): boolean {
  const has = (key: string, ...words: readonly string[]) =>
    texts(at(rule, key)).some((word) => word === '*' || words.includes(word));
  return has('apiGroups', '') && has('resources', 'pods', '*/*') && has('operations', 'CREATE');
}

/** The workload behind a Service, where one failure can take all of its pods. */
function losable(service: KubeObject, model: ClusterModel): KubeObject | undefined {
  const workloads = (model.serviceOf(service)?.workloads ?? []).filter((w) => w.kind !== 'job');
  const [only] = workloads;
  return workloads.length === 1 && only !== undefined && model.nodeLoss(only).verdict === 'takes-all'
    ? only.object
    : undefined;
}
