import type { Range } from './block-places';
import type { FieldPath } from './source';

/** A value: its offsets, and what is in it. */
interface Entry {
  /** Of a member of an object; an item of a list has none. */
  readonly key: Range | undefined;
  readonly value: Range;
}

/** What is no JSON, such as a flow mapping of YAML without quotes. */
class NoJson extends Error {}

/**
 * Finds places in JSON: it looks only at the objects and lists on the way, each once. An exact reader of YAML, which
 * JSON is as well, takes a hundred times as long.
 */
export function jsonPlaces(text: string): { readonly find: (path: FieldPath) => Range | undefined } {
  const known = new Map<number, ReadonlyMap<string | number, Entry>>();
  let root: Range | undefined;
  return {
    /** The range of a key with its value where that is plain; of the nearest thing above where the path ends early. */
    find(path) {
      try {
        return rangeAt(path);
      } catch (error) {
        if (error instanceof NoJson) return undefined;
        throw error;
      }
    },
  };

  function rangeAt(path: FieldPath): Range {
    let value = (root ??= [skipSpace(0), valueEnd(skipSpace(0))]);
    let range = keyRange(value);
    for (const step of path) {
      const open = text[value[0]];
      if (open !== '{' && open !== '[') return range;
      if ((open === '[') !== (typeof step === 'number')) return range;
      const entry = entriesOf(value[0]).get(step);
      if (entry === undefined) return range;
      value = entry.value;
      range = entry.key ?? keyRange(value);
    }
    const isScalar = text[value[0]] !== '{' && text[value[0]] !== '[';
    return isScalar ? [range[0], value[1]] : range;
  }

  /** What is shown of an object as a whole: its first key. */
  function keyRange(value: Range): Range {
    if (text[value[0]] !== '{') return value;
    for (const { key } of entriesOf(value[0]).values()) return key ?? value;
    return value;
  }

  function entriesOf(open: number): ReadonlyMap<string | number, Entry> {
    let found = known.get(open);
    if (found === undefined) known.set(open, (found = readEntries(open)));
    return found;
  }

  function readEntries(open: number): ReadonlyMap<string | number, Entry> {
    const isObject = text[open] === '{';
    const close = isObject ? '}' : ']';
    const found = new Map<string | number, Entry>();
    let at = skipSpace(open + 1);
    while (text[at] !== close) {
      let key: Range | undefined;
      if (isObject) {
        if (text[at] !== '"') throw new NoJson();
        key = [at, stringEnd(at)];
        at = skipSpace(key[1]);
        if (text[at] !== ':') throw new NoJson();
        at = skipSpace(at + 1);
      }
      const value: Range = [at, valueEnd(at)];
      found.set(key === undefined ? found.size : (JSON.parse(text.slice(...key)) as string), { key, value });
      at = skipSpace(value[1]);
      if (text[at] === ',') at = skipSpace(at + 1);
      else if (text[at] !== close) throw new NoJson();
    }
    return found;
  }

  function valueEnd(start: number): number {
    const first = text[start];
    if (first === '"') return stringEnd(start);
    if (first !== '{' && first !== '[') return plainEnd(start);
    let depth = 0;
    for (let at = start; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) at = stringEnd(at) - 1;
      else if (code === OPEN_OBJECT || code === OPEN_LIST) depth++;
      else if ((code === CLOSE_OBJECT || code === CLOSE_LIST) && --depth === 0) return at + 1;
    }
    throw new NoJson();
  }

  function plainEnd(start: number): number {
    PLAIN.lastIndex = start;
    const [found] = PLAIN.exec(text) ?? [];
    if (found === undefined) throw new NoJson();
    return start + found.length;
  }

  function stringEnd(start: number): number {
    for (let at = start + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) return at + 1;
      if (code === BACKSLASH) at++;
    }
    throw new NoJson();
  }

  function skipSpace(from: number): number {
    let at = from;
    while (SPACES.has(text.charCodeAt(at))) at++;
    return at;
  }
}

/** Numbers and words of JSON. */
const PLAIN = /(?:-?\d[\d.eE+-]*|true|false|null)(?=[\s,\]}]|$)/y;
const SPACES = new Set([9, 10, 13, 32]);
const QUOTE = 34;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
