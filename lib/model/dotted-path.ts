import { at, objects } from './json';
import type { FieldPath } from './source';

/** A value and where it is. */
export interface Found {
  readonly path: FieldPath;
  readonly value: unknown;
}

/** What a dotted path leads to; `nodeSets[].count` gives one for each item of the list. */
export function findAll(root: unknown, dotted: string): readonly Found[] {
  let found: Found[] = [{ path: [], value: root }];
  for (const part of dotted.split('.')) {
    const [key = '', each] = part.split('[]');
    found = found.flatMap(({ path, value }) => {
      const next = { path: [...path, key], value: at(value, key) };
      if (each === undefined) return [next];
      return objects(next.value).map((item, i) => ({ path: [...next.path, i], value: item }));
    });
  }
  return found;
}
