import type { FieldPath } from '../model/source';
import type { Patch, PatchOperation } from './audit-result';
import type { Edit, Fix } from './finding-draft';

/**
 * The edits of a fix as JSON Patch (RFC 6902) against the object as it is written: what lacks on the way to a field is
 * added with it, and what is not there need not be removed.
 */
export function toPatch(object: unknown, { title, edits, create = [] }: Fix): Patch {
  let current = object;
  const operations: PatchOperation[] = [];
  for (const edit of edits) {
    const operation = toOperation(current, edit);
    if (operation === undefined) continue;
    operations.push(operation);
    current = apply(current, 'set' in edit ? edit.set : edit.remove, edit);
  }
  return { title, operations, create };
}

function toOperation(object: unknown, edit: Edit): PatchOperation | undefined {
  if ('remove' in edit) {
    return exists(object, edit.remove) ? { op: 'remove', path: pointer(edit.remove) } : undefined;
  }
  const { set: path, value } = edit;
  if (exists(object, path)) return { op: 'replace', path: pointer(path), value };
  // The first step that is missing takes the rest of the path into its value.
  let known = 0;
  while (known < path.length - 1 && isParent(object, path.slice(0, known + 1))) known += 1;
  const rest = path.slice(known + 1);
  return {
    op: exists(object, path.slice(0, known + 1)) ? 'replace' : 'add',
    path: pointer(path.slice(0, known + 1)),
    value: rest.reduceRight((inner: unknown, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value),
  };
}

function exists(object: unknown, path: FieldPath): boolean {
  return get(object, path) !== undefined;
}

function isParent(object: unknown, path: FieldPath): boolean {
  return isParentValue(get(object, path));
}

function isParentValue(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function get(object: unknown, path: FieldPath): unknown {
  let current = object;
  for (const step of path) {
    if (!isParentValue(current)) return undefined;
    current = (current as Record<string | number, unknown>)[step];
  }
  return current;
}

/** A copy in which one field is set or gone; siblings are shared. */
function apply(value: unknown, [step, ...rest]: FieldPath, edit: Edit): unknown {
  if (step === undefined) return 'set' in edit ? edit.value : undefined;
  const inner = apply(get(value, [step]), rest, edit);
  if (typeof step === 'number') {
    const list = Array.isArray(value) ? [...(value as unknown[])] : [];
    if (inner === undefined) list.splice(step, 1);
    else list[step] = inner;
    return list;
  }
  const fields = Object.entries(isParentValue(value) ? value : {}).filter(([key]) => key !== step);
  return Object.fromEntries(inner === undefined ? fields : [...fields, [step, inner]]);
}

/** RFC 6901: `~` and `/` in a key are escaped. */
function pointer(path: FieldPath): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
