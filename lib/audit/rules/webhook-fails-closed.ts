import { hostsIn } from '../../model/hosts-in-text';
import { describe, type KubeObject } from '../../model/kube-object';
import { list } from '../consequence';
import { at, type JsonObject, objects, text, texts } from '../../model/json';
import { ignoresFailure, serviceReferences } from '../../model/references';
import { defineRule } from '../define-rule';

export const webhookFailsClosed = defineRule({
  id: 'webhook-fails-closed',
  topic: 'webhook',
  title: 'The API server refuses requests while a webhook does not answer.',
  why: 'With failurePolicy: Fail (the default of v1) every request that the webhook is about depends on its pods. While none of them answers, those objects can be neither made nor changed, also not by whoever wants to repair the cluster.',
  remedy:
    'Use failurePolicy: Ignore where letting a request pass does no harm. Where it must be Fail, run the webhook with two or more replicas on different nodes and a budget.',
  example: 'webhooks:\n  - name: check.example.com\n    failurePolicy: Ignore',
  sources: ['https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy'],
  check: (model) =>
    ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'].flatMap((type) =>
      model.ofType(type).flatMap((object) => {
        const closed = closedWebhooks(object);
        const [first] = closed;
        if (first === undefined) return [];
        const { index } = first;
        const rules = objects(at(objects(object.manifest['webhooks'])[index], 'rules'));
        const resources = [...new Set(rules.flatMap(resourcesOf))];
        const backends = [...new Set(closed.map(({ backend }) => backend))];
        return [
          {
            severity: 'advisory' as const,
            object,
            field: ['webhooks', index, 'failurePolicy'],
            message: `${describe(object)} makes writes of ${list(resources)} depend on ${list(backends)}.`,
          },
        ];
      }),
    ),
});

/** Webhooks that must answer, and who does: a Service, or an address. */
function closedWebhooks(object: KubeObject): { readonly index: number; readonly backend: string }[] {
  const services = new Map(
    serviceReferences(object).map(({ path, namespace, name }) => [path[1], `Service/${namespace}/${name}`]),
  );
  return objects(object.manifest['webhooks']).flatMap((webhook, index) => {
    const backend = services.get(index) ?? hostsIn(text(at(webhook, 'clientConfig', 'url')) ?? '')[0]?.host;
    return backend === undefined || ignoresFailure(object, webhook) ? [] : [{ index, backend }];
  });
}

/** `deployments`, `certificates.cert-manager.io`, or everything of a group. */
function resourcesOf(rule: JsonObject): string[] {
  return texts(rule['apiGroups']).flatMap((group) =>
    texts(rule['resources']).map((resource) => {
      if (resource === '*' || resource === '*/*')
        return group === '*' ? 'everything' : `everything of ${group || 'v1'}`;
      return group === '' || group === '*' ? resource : `${resource}.${group}`;
    }),
  );
}
