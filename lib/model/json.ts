/**
 * Reading of values that nobody has checked: what is not of the asked type counts as absent. Manifests that the API
 * server would refuse are read as far as they can be, so that all of their faults are told at once.
 */

export type JsonObject = Readonly<Record<string, unknown>>;

const NOTHING: JsonObject = Object.freeze({});

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one. */
export function object(value: unknown): JsonObject {
  return isObject(value) ? value : NOTHING;
}

/** What stands at a path of keys, undefined where the path ends early. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  let current = value;
  for (const key of keys) {
    if (!isObject(current)) return undefined;
    current = current[key];
  }
  return current;
}

/** The objects of a list; other items are left out. */
export function objects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The strings of a list; other items are left out. */
export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function integer(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

/** A dictionary of strings, such as labels; numbers and booleans that somebody forgot to quote count as their text. */
export function textMap(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(object(value));
  if (entries.every(([, v]) => typeof v === 'string')) return object(value) as Readonly<Record<string, string>>;
  return Object.fromEntries(
    entries.flatMap(([key, v]) =>
      typeof v === 'string' || typeof v === 'number' || typeof v === 'boolean' ? [[key, String(v)]] : [],
    ),
  );
}
