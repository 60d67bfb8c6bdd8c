import { describe, type KubeObject } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const definedTwice = defineRule({
  id: 'defined-twice',
  topic: 'delivery',
  title: 'An object is there twice, and differs.',
  why: 'Whichever is applied last counts, until the other is applied again: the number of replicas, or a selector, goes back and forth.',
  remedy: 'Keep one of them. If the files are of two clusters, audit them one after the other.',
  example: 'zero-spof audit clusters/a && zero-spof audit clusters/b',
  sources: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/names/'],
  check: (model) => {
    const seen = new Map<string, KubeObject>();
    return model.objects.flatMap((object) => {
      const key = `${object.type}/${object.namespace}/${object.name}`;
      const first = seen.get(key);
      if (first === undefined) {
        seen.set(key, object);
        return [];
      }
      if (JSON.stringify(first.manifest) === JSON.stringify(object.manifest)) return [];
      const { file, line } = first.source.document;
      return [
        {
          severity: 'advisory' as const,
          object,
          field: ['metadata', 'name'],
          message: `${describe(object)} is defined twice, with different content; the other one is in ${file}, from line ${line}.`,
        },
      ];
    });
  },
});
