/** A mapping of a document. */
type Mapping = Readonly<Record<string, unknown>>;

/**
 * A cluster file with a patch on it: mappings are merged key by key, null takes a key away, and entries of a list that
 * have a `name` are merged with the one of that name, or added; `remove: true` takes one away. Everything else is
 * replaced.
 */
export function mergeSpec(base: unknown, patch: unknown): unknown {
  if (isMapping(base) && isMapping(patch)) {
    const merged: Record<string, unknown> = { ...base };
    for (const [key, value] of Object.entries(patch)) {
      if (value === null) Reflect.deleteProperty(merged, key);
      else merged[key] = mergeSpec(merged[key], value);
    }
    return merged;
  }
  if (Array.isArray(base) && Array.isArray(patch) && patch.every(isNamed)) return mergeByName(base, patch);
  return patch;
}

function mergeByName(base: readonly unknown[], patch: readonly Mapping[]): readonly unknown[] {
  const merged = [...base];
  for (const entry of patch) {
    const at = merged.findIndex((one) => isMapping(one) && one['name'] === entry['name']);
    if (entry['remove'] === true) {
      if (at !== -1) merged.splice(at, 1);
    } else if (at === -1) merged.push(entry);
    else merged[at] = mergeSpec(merged[at], entry);
  }
  return merged;
}

function isNamed(entry: unknown): entry is Mapping {
  return isMapping(entry) && typeof entry['name'] === 'string';
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
