import { problemOf } from '../spec/problem-of';
import { type ApiObject, App, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { type FetchedChart, UserChart } from '../charts/user-chart';
import { NEVER_PRUNED } from '../constructs/protection';
import type { Manifest } from '../model/manifest';
import type { ProblemCode } from '../spec/codes';
import { type Problem, ProblemsError } from '../spec/problem';
import { redact } from '../spec/redact';
import { isNamespaced, validatorFromCrd } from './object-validators';

const HOOK = 'helm.sh/hook';

/** Kinds that hold data, or whose deletion deletes it: Flux never prunes them. */
const HOLDS_DATA = new Set([
  'CustomResourceDefinition',
  'Namespace',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'StorageClass',
]);

/**
 * Renders a user's chart into the layer. Hooks are left out: they are Jobs for `helm install`, and applied by Flux they
 * would run at any time. The chart is rendered twice: what differs was made up by chance, and each synth would replace
 * it in the cluster.
 *
 * @returns warnings
 * @throws ProblemsError chart-values-refused, chart-not-deterministic
 */
export function addUserChart(layer: Construct, fetched: FetchedChart): Problem[] {
  const chart = render(layer, fetched);
  const again = render(new App(), fetched);
  const differing = [...chart.objects, ...again.objects.slice(chart.objects.length)].filter(
    (object, i) => JSON.stringify(object.toJson()) !== JSON.stringify(again.objects[i]?.toJson()),
  );
  if (differing.length > 0)
    throw new ProblemsError([
      problem(
        fetched,
        'chart-not-deterministic',
        `${nameList(differing)} that differ each time`,
        'the same manifests for the same values',
      ),
    ]);

  const hooks = chart.objects.filter((object) => HOOK in ((object.toJson() as Manifest).metadata.annotations ?? {}));
  for (const hook of hooks) hook.node.scope?.node.tryRemoveChild(hook.node.id);
  const scopeOf = scopesIn(chart.objects);
  for (const object of chart.objects) {
    const namespaced = scopeOf(object);
    // Helm installs what names no namespace into that of the release; Flux would choose "default".
    if (object.metadata.namespace === undefined && namespaced !== false)
      object.addJsonPatch(JsonPatch.add('/metadata/namespace', fetched.spec.namespace));
    // Many charts name one in their cluster roles; the API server takes it away without a word.
    if (object.metadata.namespace !== undefined && namespaced === false)
      object.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
  }
  for (const object of chart.objects.filter((o) => HOLDS_DATA.has(o.kind)))
    for (const [key, value] of Object.entries(NEVER_PRUNED)) object.metadata.addAnnotation(key, value);
  if (hooks.length === 0) return [];
  return [problem(fetched, 'chart-hooks-skipped', nameList(hooks), 'no hooks')];
}

/** Whether an object belongs to a namespace, by the chart's own CRDs too; undefined where nobody knows. */
function scopesIn(objects: readonly ApiObject[]): (object: ApiObject) => boolean | undefined {
  const own = new Map(
    objects.filter((o) => o.kind === 'CustomResourceDefinition').flatMap((crd) => validatorFromCrd(crd.toJson())),
  );
  return ({ apiVersion, kind }) => own.get(`${apiVersion}/${kind}`)?.namespaced ?? isNamespaced(apiVersion, kind);
}

function render(scope: Construct, fetched: FetchedChart): UserChart {
  try {
    return new UserChart(scope, fetched);
  } catch (error) {
    const said = redact((error as Error).message.trim().split('\n').slice(-3).join(' '));
    throw new ProblemsError([problem(fetched, 'chart-values-refused', said, 'values that the chart accepts')]);
  }
}

function problem({ spec }: FetchedChart, code: ProblemCode, found: string, expected: string): Problem {
  return problemOf(code, `chart ${spec.name}`, found, expected);
}

function nameList(objects: readonly ApiObject[]): string {
  const names = objects.map((o) => `${o.kind}/${o.name}`);
  return names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
}
