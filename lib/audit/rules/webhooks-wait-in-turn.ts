import type { ClusterModel } from '../../model/cluster-model';
import { at, type JsonObject, objects, texts } from '../../model/json';
import { describe, type KubeObject } from '../../model/kube-object';
import { isSatisfiable } from '../../model/kubernetes/is-satisfiable';
import { readLabelSelector } from '../../model/pod-template';
import { list } from '../consequence';
import { defineRule } from '../define-rule';
import { STANDARD_SECONDS, timeoutSeconds, type Webhook, webhooksOf } from '../webhooks';

/** Half of the time after which the API server gives a request up (`--request-timeout`, 60 s). */
const MOST_SECONDS = 30;

export const webhooksWaitInTurn = defineRule({
  id: 'webhooks-wait-in-turn',
  topic: 'webhook',
  title: 'The API server asks many webhooks about one request, one after the other.',
  why: 'Webhooks that change objects are called in turn, and those that check them all at once afterwards. While their pods are gone, as after the loss of a node, each takes its whole timeout, also with failurePolicy: Ignore. After 60 s the API server gives the request up, so that nothing of the kind can be made.',
  remedy: 'Set timeoutSeconds of each to 5 or less, and let each ask only about what it needs.',
  example: 'webhooks:\n  - name: inject.example.com\n    timeoutSeconds: 5',
  sources: [
    'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#timeouts',
    'k8s.io/apiserver v0.36.3, pkg/admission/plugin/webhook/mutating/dispatcher.go and validating/dispatcher.go',
  ],
  check: (model) => {
    const slowest = new Map<KubeObject, Wait>();
    for (const [request, all] of byRequest(timedWebhooks(model))) {
      const together = longestTogether(all);
      const [first] = together;
      const seconds = together.reduce((sum, webhook) => sum + webhook.seconds, 0);
      if (first === undefined || seconds <= MOST_SECONDS) continue;
      if (seconds > (slowest.get(first.object)?.seconds ?? 0))
        slowest.set(first.object, { request, together, seconds });
    }
    return [...slowest].map(([object, { request, together, seconds }]) => {
      const objects = [...new Set(together.map((webhook) => webhook.object))];
      return {
        severity: 'advisory',
        object,
        field: ['webhooks', together[0]?.index ?? 0, 'timeoutSeconds'],
        message: `A request to ${request} may take ${seconds} s: the API server asks ${together.length} webhooks in turn, of ${list(objects.map(describe))}.`,
        related: objects.filter((other) => other !== object),
      };
    });
  },
});

interface TimedWebhook extends Webhook {
  readonly seconds: number;
}

interface Wait {
  readonly request: string;
  readonly together: readonly TimedWebhook[];
  readonly seconds: number;
}

/** Which requests conditions leave out is not known here. Those that wait longer than usual are a fault of their own. */
function timedWebhooks(model: ClusterModel): readonly TimedWebhook[] {
  return webhooksOf(model, 'MutatingWebhookConfiguration')
    .filter(({ value }) => objects(value['matchConditions']).length === 0)
    .map((webhook) => ({ ...webhook, seconds: Math.min(timeoutSeconds(webhook), STANDARD_SECONDS) }));
}

const ANY = '*';
const OPERATIONS = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];

type Request = readonly [operation: string, group: string, resource: string];

/** More are not tried in all combinations. */
const MOST_TRIED = 12;

/** Webhooks by what they are asked about: `create pods`, `update deployments.apps`. */
function byRequest(webhooks: readonly TimedWebhook[]): ReadonlyMap<string, readonly TimedWebhook[]> {
  const named = new Map<string, { readonly request: Request; readonly webhooks: Set<TimedWebhook> }>();
  const wide: TimedWebhook[] = [];
  for (const webhook of webhooks)
    for (const rule of objects(webhook.value['rules'])) {
      if (isWide(rule) && wide.length < MOST_TRIED) wide.push(webhook);
      for (const request of requestsOf(rule)) {
        const key = nameOf(request);
        const known = named.get(key) ?? { request, webhooks: new Set() };
        named.set(key, { request, webhooks: known.webhooks.add(webhook) });
      }
    }
  return new Map(
    [...named].map(([key, { request, webhooks: about }]) => {
      const others = wide.filter(({ value }) => objects(value['rules']).some((rule) => isAbout(rule, request)));
      return [key, [...new Set([...about, ...others])]];
    }),
  );
}

function nameOf([operation, group, resource]: Request): string {
  return `${operation.toLowerCase()} ${group === '' ? resource : `${resource}.${group}`}`;
}

function isWide(rule: JsonObject): boolean {
  return [...texts(rule['apiGroups']), ...texts(rule['resources'])].some((word) => word.includes(ANY));
}

/** What a rule is about; of one about everything, the pods. */
function requestsOf(rule: JsonObject): Request[] {
  const words = (key: string, any: string) => texts(rule[key]).map((word) => (word.includes(ANY) ? any : word));
  const operations = texts(rule['operations']).flatMap((word) => (word === ANY ? OPERATIONS : [word]));
  return operations.flatMap((operation) =>
    words('apiGroups', '').flatMap((group) =>
      words('resources', 'pods').map((resource): Request => [operation, group, resource]),
    ),
  );
}

function isAbout(rule: JsonObject, [operation, group, resource]: Request): boolean {
  const has = (key: string, word: string) => texts(rule[key]).some((one) => one === word || one === ANY);
  const all = texts(rule['resources']).includes('*/*');
  return has('operations', operation) && has('apiGroups', group) && (all || has('resources', resource));
}

/** The webhooks that can be asked about one object, as their selectors permit, and take longest together. */
function longestTogether(all: readonly TimedWebhook[]): readonly TimedWebhook[] {
  let best: readonly TimedWebhook[] = [];
  const total = (some: readonly TimedWebhook[]) => some.reduce((sum, { seconds }) => sum + seconds, 0);
  const tried = all.slice(0, MOST_TRIED);
  const extend = (chosen: readonly TimedWebhook[], rest: readonly TimedWebhook[]): void => {
    if (total(chosen) > total(best)) best = chosen;
    // Not even all of the rest would be more.
    if (total(chosen) + total(rest) <= total(best)) return;
    for (const [i, next] of rest.entries())
      if (canBeAsked([...chosen, next])) extend([...chosen, next], rest.slice(i + 1));
  };
  extend([], tried);
  return best;
}

function canBeAsked(webhooks: readonly TimedWebhook[]): boolean {
  const selectors = (key: string) => webhooks.map(({ value }) => readLabelSelector(at(value, key)));
  return isSatisfiable(selectors('namespaceSelector')) && isSatisfiable(selectors('objectSelector'));
}
