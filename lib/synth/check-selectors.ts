import { problemOf } from '../spec/problem-of';
import type { Problem } from '../spec/problem';
import { type Manifest, nameOf } from '../model/manifest';

type Labels = Readonly<Record<string, string>>;

interface PodSource {
  readonly namespace: string;
  readonly labels: Labels;
}

const WORKLOADS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']);

/** Kinds whose controllers make pods that no object of the input describes, in the namespace they are in. */
const POD_MAKERS = new Set(['HelmRelease', 'FluxInstance']);

/** Workloads select their own pods; a budget or a Service with a selector reaches at least one workload. */
export function checkSelectors(objects: readonly Manifest[]): Problem[] {
  const pods = indexByLabel(objects.flatMap(podsOf));
  const unknown = new Set(objects.filter((o) => POD_MAKERS.has(o.kind)).map((o) => o.metadata.namespace));
  return objects.flatMap((object) => {
    const selector = selectorOf(object);
    if (selector === undefined || (!WORKLOADS.has(object.kind) && unknown.has(object.metadata.namespace))) return [];
    const [first] = Object.entries(selector);
    // An empty selector selects everything in the namespace.
    if (first === undefined) return [];
    const candidates = WORKLOADS.has(object.kind)
      ? podsOf(object)
      : (pods.get(labelKey(object.metadata.namespace ?? '', first)) ?? []);
    return candidates.some((source) => matches(selector, source.labels)) ? [] : [mismatch(object, selector)];
  });
}

function indexByLabel(sources: readonly PodSource[]): Map<string, PodSource[]> {
  const index = new Map<string, PodSource[]>();
  for (const source of sources) {
    for (const label of Object.entries(source.labels)) {
      const key = labelKey(source.namespace, label);
      const bucket = index.get(key);
      if (bucket) bucket.push(source);
      else index.set(key, [source]);
    }
  }
  return index;
}

function labelKey(namespace: string, [key, value]: [string, string]): string {
  return `${namespace} ${key}=${value}`;
}

function mismatch(object: Manifest, selector: Labels): Problem {
  const words = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  return problemOf(
    'object-selector-mismatch',
    nameOf(object),
    `the selector ${words.join(', ')}, which matches no pod`,
    WORKLOADS.has(object.kind) ? 'the labels of its own template' : 'the labels of a workload in its namespace',
  );
}

function podsOf(object: Manifest): PodSource[] {
  const namespace = object.metadata.namespace ?? '';
  const template = field(field(object, 'spec'), 'template');
  const labels = field(field(template, 'metadata'), 'labels');
  return labels === undefined ? [] : [{ namespace, labels: labels as Labels }];
}

/** Plain label selectors; those with expressions are left to the audit. Objects of CRs with pods of their own are too. */
function selectorOf(object: Manifest): Labels | undefined {
  const selector = field(field(object, 'spec'), 'selector');
  if (object.kind === 'Service') return selector as Labels | undefined;
  if (!WORKLOADS.has(object.kind) && object.kind !== 'PodDisruptionBudget') return undefined;
  if (field(selector, 'matchExpressions') !== undefined) return undefined;
  return field(selector, 'matchLabels') as Labels | undefined;
}

function matches(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

function field(value: unknown, name: string): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null
    ? ((value as Record<string, unknown>)[name] as Record<string, unknown> | undefined)
    : undefined;
}
