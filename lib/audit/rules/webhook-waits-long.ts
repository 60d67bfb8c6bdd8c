import { text } from '../../model/json';
import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';
import { STANDARD_SECONDS, timeoutSeconds, webhooksOf } from '../webhooks';

export const webhookWaitsLong = defineRule({
  id: 'webhook-waits-long',
  topic: 'webhook',
  title: 'The API server waits long for a webhook.',
  why: 'While its pods are gone but not yet removed from the Service, every request that the webhook is about takes its whole timeout, also with failurePolicy: Ignore. Clients give up, leases of leaders are not renewed in time, and one dead webhook looks like a dead API server.',
  remedy: 'Set timeoutSeconds to 5 or less.',
  example: 'webhooks:\n  - name: check.example.com\n    timeoutSeconds: 5',
  sources: ['https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#timeouts'],
  check: (model) =>
    [
      ...webhooksOf(model, 'ValidatingWebhookConfiguration'),
      ...webhooksOf(model, 'MutatingWebhookConfiguration'),
    ].flatMap((webhook) => {
      const { object, index, value } = webhook;
      const seconds = timeoutSeconds(webhook);
      if (seconds <= STANDARD_SECONDS) return [];
      const field = ['webhooks', index, 'timeoutSeconds'];
      return [
        {
          severity: 'advisory' as const,
          object,
          field,
          message: `The API server waits up to ${seconds} s for webhook ${text(value['name']) ?? ''} of ${describe(object)}.`,
          fix: { title: 'timeoutSeconds: 5', edits: [{ set: field, value: 5 }] },
        },
      ];
    }),
});
