import { isEmptySelector, matchesLabelSelector } from './kubernetes/label-selector';
import type { LabelSelector } from './kubernetes/types';
import type { Workload } from './workload';

/** Finds the workloads whose pods a selector selects, without looking at all of them. */
export interface PodIndex {
  /** Workloads of a namespace; one without a namespace is in that with the empty name. */
  inNamespace(namespace: string): readonly Workload[];
  select(namespace: string, selector: LabelSelector | undefined, options?: SelectOptions): readonly Workload[];
}

export interface SelectOptions {
  /** @default 'everything' */
  readonly emptySelects?: 'everything' | 'nothing';
  /** Labels that Kubernetes puts on the pods besides those of the template. @default none */
  readonly ignoredKeys?: ReadonlySet<string>;
}

const NONE: readonly Workload[] = [];

export function indexPods(workloads: readonly Workload[]): PodIndex {
  const byNamespace = new Map<string, Workload[]>();
  const byKey = new Map<string, Workload[]>();
  const byLabel = new Map<string, Workload[]>();
  for (const workload of workloads) {
    const { namespace } = workload.object;
    push(byNamespace, namespace, workload);
    for (const [key, value] of Object.entries(workload.pod.labels)) {
      push(byKey, `${namespace} ${key}`, workload);
      push(byLabel, `${namespace} ${key}=${value}`, workload);
    }
  }
  const inNamespace = (namespace: string) => byNamespace.get(namespace) ?? NONE;

  /** The fewest workloads that one requirement leaves. */
  function candidates(namespace: string, selector: LabelSelector): readonly Workload[] {
    let fewest = inNamespace(namespace);
    const narrow = (found: readonly Workload[]): void => {
      if (found.length < fewest.length) fewest = found;
    };
    for (const [key, value] of Object.entries(selector.matchLabels ?? {}))
      narrow(byLabel.get(`${namespace} ${key}=${value}`) ?? NONE);
    for (const { key, operator, values } of selector.matchExpressions ?? []) {
      if (operator === 'In')
        narrow((values ?? []).flatMap((value) => byLabel.get(`${namespace} ${key}=${value}`) ?? NONE));
      if (operator === 'Exists') narrow(byKey.get(`${namespace} ${key}`) ?? NONE);
    }
    return fewest;
  }

  return {
    inNamespace,
    select(namespace, written, { emptySelects = 'everything', ignoredKeys } = {}) {
      if (written === undefined) return NONE;
      if (isEmptySelector(written)) return emptySelects === 'everything' ? inNamespace(namespace) : NONE;
      const selector = ignoredKeys === undefined ? written : withoutKeys(written, ignoredKeys);
      return candidates(namespace, selector).filter(({ pod }) => matchesLabelSelector(selector, pod.labels));
    },
  };
}

function withoutKeys({ matchLabels, matchExpressions }: LabelSelector, keys: ReadonlySet<string>): LabelSelector {
  return {
    matchLabels: Object.fromEntries(Object.entries(matchLabels ?? {}).filter(([key]) => !keys.has(key))),
    matchExpressions: (matchExpressions ?? []).filter(({ key }) => !keys.has(key)),
  };
}

/** Adds to the list that stands under a key. */
export function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
