import { at, isObject, objects, text, texts } from '../../model/json';
import { describe } from '../../model/kube-object';
import { readLabelSelector } from '../../model/pod-template';
import { matchesLabelSelector } from '../../model/kubernetes/label-selector';
import { defineRule } from '../define-rule';

export const webhookBlocksItself = defineRule({
  id: 'webhook-blocks-itself',
  topic: 'webhook',
  title: 'A webhook must approve the pods that it runs in.',
  why: 'Once all of its pods are gone, the API server asks the webhook whether they may be made again, gets no answer, and refuses. Nothing but deleting the webhook configuration by hand ends that.',
  remedy: 'Exclude its own namespace and kube-system with a namespaceSelector.',
  example: `webhooks:
  - namespaceSelector:
      matchExpressions:
        - key: kubernetes.io/metadata.name
          operator: NotIn
          values: [kube-system, policy]`,
  sources: [
    'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#avoiding-operating-on-the-kube-system-namespace',
  ],
  check: (model) =>
    model.references
      .filter(({ how, optional }) => how === 'webhook' && !optional)
      .flatMap(({ from, path, namespace, name }) => {
        const webhook = objects(from.manifest['webhooks'])[Number(path[1])];
        const pods = objects(at(webhook, 'rules')).some(
          (rule) =>
            texts(rule['operations']).some((o) => o === 'CREATE' || o === '*') &&
            texts(rule['resources']).some((r) => r === 'pods' || r === '*' || r === '*/*') &&
            texts(rule['apiGroups']).some((g) => g === '' || g === '*'),
        );
        if (!pods || isObject(at(webhook, 'objectSelector')) || at(webhook, 'matchConditions') !== undefined) return [];
        const written = at(webhook, 'namespaceSelector');
        const labels = { ...model.find('Namespace', '', namespace)?.labels, 'kubernetes.io/metadata.name': namespace };
        if (isObject(written) && !matchesLabelSelector(readLabelSelector(written), labels)) return [];
        return [
          {
            severity: 'outage' as const,
            object: from,
            field: ['webhooks', Number(path[1]), 'namespaceSelector'],
            message: `Webhook ${text(at(webhook, 'name')) ?? ''} of ${describe(from)} has to approve every pod, also those of its own Service/${namespace}/${name}: once they are all gone, they cannot come back.`,
          },
        ];
      }),
});
