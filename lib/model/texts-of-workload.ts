import { at, objects, text, textMap, texts } from './json';
import type { KubeObject } from './kube-object';
import type { FieldPath } from './source';
import type { Workload } from './workload';

/** A text that a workload gives its containers: an argument, a variable, or a file of a ConfigMap. */
export interface WorkloadText {
  readonly value: string;
  /** The variable that holds it. */
  readonly variable?: string;
  /** Where it is written: the workload or a ConfigMap. */
  readonly object: KubeObject;
  readonly path: FieldPath;
}

/** @param configMap finds one by namespace and name */
export function textsOfWorkload(
  { object, pod }: Workload,
  configMap: (namespace: string, name: string) => KubeObject | undefined,
): readonly WorkloadText[] {
  const used = new Set<string>();
  const own = pod.containers.flatMap(({ value, path }) => {
    for (const source of objects(value['envFrom'])) note(text(at(source, 'configMapRef', 'name')));
    return [
      ...['command', 'args'].flatMap((field) =>
        texts(value[field]).map((argument, i) => ({ value: argument, object, path: [...path, field, i] })),
      ),
      ...objects(value['env']).flatMap((variable, i) => {
        note(text(at(variable, 'valueFrom', 'configMapKeyRef', 'name')));
        const held = text(variable['value']);
        const name = text(variable['name']) ?? '';
        return held === undefined ? [] : [{ value: held, variable: name, object, path: [...path, 'env', i, 'value'] }];
      }),
    ];
  });
  for (const { value } of pod.volumes) {
    note(text(at(value, 'configMap', 'name')));
    for (const source of objects(at(value, 'projected', 'sources'))) note(text(at(source, 'configMap', 'name')));
  }
  const ofConfigMaps = [...used].flatMap((name) => {
    const found = configMap(object.namespace, name);
    if (found === undefined) return [];
    return Object.entries(textMap(found.manifest['data'])).map(([key, value]) => ({
      value,
      variable: key,
      object: found,
      path: ['data', key],
    }));
  });
  return [...own, ...ofConfigMaps];

  function note(name: string | undefined): void {
    if (name !== undefined) used.add(name);
  }
}
