import type { FieldPath } from './source';

/** Offsets into a text: where the marked part begins, and the first character after it. */
export type Range = readonly [number, number];

/** A mapping, a list or a scalar. */
interface Node {
  /** Of its first character. */
  readonly offset: number;
  readonly column: number;
  /** Lines that are indented by no more than this are no part of it. */
  readonly limit: number;
  /** What has been found in it until now. */
  readonly entries: Map<string | number, Entry>;
  /** Where the first line begins that has not been looked at; undefined when all have been. */
  next: number | undefined;
}

/** A key of a mapping, or an item of a list, which has no key. */
interface Entry {
  readonly key: Range | undefined;
  /** The first character behind the colon or the dash. */
  readonly after: number;
}

/** What is written in a way that only the exact reader understands. */
class Unusual extends Error {}

/**
 * Finds places in YAML that is written as people and programs write manifests: a line for each key, by indentation. It
 * reads no further than to what it looks for, and no line of a mapping or list twice; an exact reader takes fifty times
 * as long. Whatever is written otherwise (flow collections, anchors, tags, tabs) is left to that.
 */
export function blockPlaces(text: string): { readonly find: (path: FieldPath) => Range | undefined } {
  const values = new Map<Entry, Node | undefined>();
  let root: Node | undefined;
  return {
    /** The range of a key with its value where that is plain; of the nearest thing above where the path ends early. */
    find(path) {
      try {
        return rangeAt(path);
      } catch (error) {
        if (error instanceof Unusual) return undefined;
        throw error;
      }
    },
  };

  function rangeAt(path: FieldPath): Range {
    let node = (root ??= rootNode());
    let range = firstRange(node);
    for (const step of path) {
      const isItem = isList(node);
      if (!isItem && !isMapping(node)) return atScalar(node, range);
      if (isItem !== (typeof step === 'number')) return range;
      const entry = entryOf(node, step);
      if (entry === undefined) return range;
      node = valueOf(entry, node);
      range = entry.key ?? firstRange(node);
    }
    if (isList(node) || isMapping(node)) return range;
    // A collection in brackets is marked by its key.
    if (range[0] < node.offset && /[[{]/.test(text[node.offset] ?? '')) return range;
    return [range[0], scalarEnd(node)];
  }

  /** The path goes on, but a scalar has nothing in it. */
  function atScalar(node: Node, range: Range): Range {
    if (OTHERWISE.test(text[node.offset] ?? '')) throw new Unusual();
    return range;
  }

  /** What is shown of a mapping or a list as a whole: its first key, or its first item. */
  function firstRange(node: Node): Range {
    if (isList(node)) throw new Unusual();
    return isMapping(node) ? keyAt(node.offset).range : [node.offset, scalarEnd(node)];
  }

  function rootNode(): Node {
    const isMarked = text.startsWith('---');
    if (isMarked && !/^---\r?\n/.test(text)) throw new Unusual();
    const node = nodeBelow(isMarked ? afterLine(0) : 0, -1, false);
    if (node === undefined || text[node.offset] === '%') throw new Unusual();
    return node;
  }

  /** Looks at lines of a mapping or a list until the entry is found. */
  function entryOf(node: Node, step: string | number): Entry | undefined {
    const { column, entries } = node;
    const found = entries.get(step);
    if (found !== undefined) return found;
    const isItems = isList(node);
    if (entries.size === 0) add(node.offset);
    while (!entries.has(step) && node.next !== undefined) {
      const start = node.next;
      const indent = indentAt(start, column);
      if (indent === EMPTY || indent > column) node.next = afterLine(start);
      else if (indent === column && isDash(start + column) === isItems) {
        add(start + column);
        node.next = afterLine(start);
      } else if (indent === column && !isItems) node.next = afterLine(start);
      else {
        node.next = undefined;
        // Else it is the end of something in brackets, and not of this.
        if (!isDash(start + indent)) keyAt(start + indent);
      }
    }
    if (entries.has('<<') && !entries.has(step)) throw new Unusual();
    return entries.get(step);

    function add(at: number): void {
      if (isItems) entries.set(entries.size, { key: undefined, after: at + 1 });
      else {
        const { name, range, after } = keyAt(at);
        entries.set(name, { key: range, after });
      }
    }
  }

  function keyAt(start: number): { name: string; range: Range; after: number } {
    KEY.lastIndex = start;
    const match = KEY.exec(text);
    if (match === null) throw new Unusual();
    const [written, double, single, plain] = match;
    const name = double ?? single ?? plain ?? '';
    return { name, range: [start, start + (plain?.length ?? name.length + 2)], after: start + written.length };
  }

  /**
   * The value behind a key or dash, on its line or below.
   *
   * @throws Unusual where nothing is written: what has no value is marked with what the exact reader takes for its place
   */
  function valueOf(entry: Entry, parent: Node): Node {
    let value = values.get(entry);
    if (value === undefined) values.set(entry, (value = valueAfter(entry.after, parent)));
    if (value === undefined) throw new Unusual();
    return value;
  }

  function valueAfter(from: number, parent: Node): Node | undefined {
    let offset = from;
    while (text.charCodeAt(offset) === SPACE) offset++;
    const code = text.charCodeAt(offset);
    if (code === TAB) throw new Unusual();
    const isEmpty = offset >= text.length || code === LINE_FEED || code === RETURN || (code === HASH && offset > from);
    if (isEmpty) return nodeBelow(afterLine(from), parent.column, !isList(parent));
    return nodeAt(offset, offset - (text.lastIndexOf('\n', offset) + 1), parent.column);
  }

  /** @param allowsDash a list may stand in the column of its key */
  function nodeBelow(from: number | undefined, limit: number, allowsDash: boolean): Node | undefined {
    for (let start = from; start !== undefined; start = afterLine(start)) {
      const indent = indentAt(start, Number.POSITIVE_INFINITY);
      if (indent === EMPTY) continue;
      const isPart = indent > limit || (allowsDash && indent === limit && isDash(start + indent));
      return isPart ? nodeAt(start + indent, indent, limit) : undefined;
    }
    return undefined;
  }

  function nodeAt(offset: number, column: number, limit: number): Node {
    return { offset, column, limit, entries: new Map(), next: afterLine(offset) };
  }

  function afterLine(offset: number): number | undefined {
    const end = text.indexOf('\n', offset);
    return end === -1 ? undefined : end + 1;
  }

  /** Spaces before the first character of a line, no more than `most` and one; EMPTY where nothing, or a comment, is on it. */
  function indentAt(start: number, most: number): number {
    let at = start;
    while (at - start <= most && text.charCodeAt(at) === SPACE) at++;
    const code = text.charCodeAt(at);
    if (code === LINE_FEED || code === RETURN || code === HASH || at >= text.length) return EMPTY;
    if (code === TAB) throw new Unusual();
    return at - start;
  }

  function isDash(offset: number): boolean {
    return text[offset] === '-' && /[ \r\n]/.test(text[offset + 1] ?? '\n');
  }

  function isList(node: Node): boolean {
    return isDash(node.offset);
  }

  function isMapping(node: Node): boolean {
    KEY.lastIndex = node.offset;
    return KEY.test(text);
  }

  function scalarEnd(node: Node): number {
    if (nodeBelow(node.next, node.limit, false) !== undefined) throw new Unusual();
    const end = text.indexOf('\n', node.offset);
    const written = text.slice(node.offset, end === -1 ? text.length : end);
    if (OTHERWISE.test(written)) throw new Unusual();
    const match = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^'"\s](?:(?! #).)*?)(?=\s*(?: #.*)?$)/.exec(written);
    if (match === null) throw new Unusual();
    return node.offset + match[0].length;
  }
}

const KEY = /(?:"([^"\\\n]*)"|'([^'\n]*)'|([\w./$~][\w./$~@+-]*))[ ]*:(?=[ \r\n]|$)/y;
/** Collections in brackets, anchors, tags, block scalars. */
const OTHERWISE = /^[[{&*!|>%@`?\t]/;

/** Instead of an indent: nothing but a comment. */
const EMPTY = -1;
const TAB = 9;
const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;
const HASH = 35;
