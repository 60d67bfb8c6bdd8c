import { problemOf } from '../spec/problem-of';
import type { ProblemCode } from '../spec/codes';
import { listWords } from '../spec/draft';
import { compareText, formatPath, type Problem } from '../spec/problem';
import { redact, secretLook } from '../spec/redact';
import { identityOf, type Manifest, nameOf } from '../model/manifest';
import {
  chartValuesValidator,
  isNamespaced,
  type ObjectValidator,
  type SchemaError,
  validatorFor,
  validatorFromCrd,
} from './object-validators';
import type { RenderedChart } from './render-app';
import { checkSelectors } from './check-selectors';

const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^(([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?)$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Kinds whose names may hold colons and capitals (path segment names). */
const PATH_SEGMENT_NAMES = new Set(['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding']);

/** Kinds whose name becomes a DNS label. */
const LABEL_NAMES = new Set(['Service', 'Namespace']);

/**
 * Everything that is checked of the objects before one byte is written: schema, names, labels, namespaces, selectors,
 * identities, secrets. What the API server would refuse or drop silently is refused here.
 */
export function checkObjects(charts: readonly RenderedChart[]): Problem[] {
  const objects = charts.flatMap((chart) => chart.objects.map((object) => ({ object, path: chart.path })));
  const fromCharts = validatorsOfCrds(objects.map((o) => o.object));
  const problems = objects.flatMap(({ object, path }) => checkObject(object, path, fromCharts));
  return [...problems, ...duplicates(objects), ...checkSelectors(objects.map((o) => o.object))].sort((a, b) =>
    compareText(a.where ?? '', b.where ?? ''),
  );
}

type CrdValidators = ReadonlyMap<string, { readonly validate: ObjectValidator; readonly namespaced: boolean }>;

function checkObject(object: Manifest, path: string, fromCharts: CrdValidators): Problem[] {
  const where = `${path} ${nameOf(object)}`;
  const problem = (code: ProblemCode, found: string, expected: string): Problem =>
    problemOf(code, where, found, expected);
  const problems: Problem[] = [];

  const own = fromCharts.get(`${object.apiVersion}/${object.kind}`);
  const validate = own?.validate ?? validatorFor(object.apiVersion, object.kind);
  const namespaced = own?.namespaced ?? isNamespaced(object.apiVersion, object.kind);
  if (!validate)
    problems.push(
      problem('object-kind-unknown', `${object.apiVersion} ${object.kind}`, 'a kind whose schema is known'),
    );
  for (const error of validate?.(object) ?? []) {
    const found = object.kind === 'Secret' ? '(not shown)' : redact(error.found);
    problems.push(problem('object-invalid', `${formatPath(error.path)}: ${found}`, error.expected));
  }

  for (const error of valueErrors(object))
    problems.push(problem('object-invalid', `spec.values.${formatPath(error.path)}: ${error.found}`, error.expected));

  const { name, namespace } = object.metadata;
  if (namespaced === true && namespace === undefined)
    problems.push(problem('object-namespace-missing', 'no namespace', 'metadata.namespace'));
  if (namespaced === false && namespace !== undefined)
    problems.push(
      problem('object-invalid', `namespace ${namespace}`, `none: ${object.kind} belongs to the whole cluster`),
    );
  if (!validName(object.kind, name))
    problems.push(problem('object-name-invalid', `name ${name}`, 'a name that Kubernetes allows for this kind'));
  for (const [key, value] of Object.entries(object.metadata.labels ?? {})) {
    if (!LABEL_KEY.test(key) || !LABEL_VALUE.test(value))
      problems.push(
        problem(
          'object-name-invalid',
          `label ${key}: ${value}`,
          'a key and a value of at most 63 letters, digits, "-", "_" and "."',
        ),
      );
  }
  for (const [place, what] of secretsIn(object))
    problems.push(problem('secret-in-output', `${what} at ${place} (not shown)`, 'a reference to a Secret'));
  return problems;
}

/** Values of a chart that drops silently what it does not know, checked against the version that is named. */
function valueErrors(object: Manifest): readonly SchemaError[] {
  if (object.kind !== 'HelmRelease') return [];
  const { chart, values } = object['spec'] as {
    chart?: { spec?: { chart?: string; version?: string } };
    values?: unknown;
  };
  return chartValuesValidator(`${chart?.spec?.chart ?? ''}-${chart?.spec?.version ?? ''}`)?.(values ?? {}) ?? [];
}

function validName(kind: string, name: string): boolean {
  if (PATH_SEGMENT_NAMES.has(kind)) return /^[^/%]+$/.test(name) && name.length <= 253;
  return (
    SUBDOMAIN.test(name) &&
    name.length <= (LABEL_NAMES.has(kind) ? 63 : 253) &&
    !(LABEL_NAMES.has(kind) && name.includes('.'))
  );
}

function validatorsOfCrds(objects: readonly Manifest[]): CrdValidators {
  return new Map(objects.filter((o) => o.kind === 'CustomResourceDefinition').flatMap((crd) => validatorFromCrd(crd)));
}

function duplicates(objects: readonly { readonly object: Manifest; readonly path: string }[]): Problem[] {
  const paths = new Map<string, string[]>();
  for (const { object, path } of objects) {
    const identity = identityOf(object);
    const first = paths.get(identity);
    if (first) first.push(path);
    else paths.set(identity, [path]);
  }
  return [...paths].flatMap(([identity, all]): Problem[] =>
    all.length < 2
      ? []
      : [
          problemOf(
            'object-duplicate',
            identity.slice(identity.indexOf('/') + 1),
            `it in ${listWords(all)}`,
            'each object once',
          ),
        ],
  );
}

/** Values of Secrets, and strings anywhere that have the form of a secret. Secret data encrypted by SOPS is none. */
function secretsIn(object: Manifest): [string, string][] {
  if (object.kind === 'Secret' && object['sops'] === undefined) {
    return (['data', 'stringData'] as const).flatMap((field) =>
      Object.entries((object[field] ?? {}) as Record<string, unknown>).flatMap(([key, value]): [string, string][] =>
        value === '' || value === null ? [] : [[`${field}.${key}`, 'a value of a Secret']],
      ),
    );
  }
  const found: [string, string][] = [];
  const visit = (value: unknown, path: (string | number)[]): void => {
    if (typeof value === 'string') {
      const what = secretLook('', value);
      if (what !== undefined) found.push([formatPath(path), what]);
    } else if (Array.isArray(value)) value.forEach((item, i) => visit(item, [...path, i]));
    else if (typeof value === 'object' && value !== null)
      for (const [key, child] of Object.entries(value)) visit(child, [...path, key]);
  };
  visit(object, []);
  return found;
}
