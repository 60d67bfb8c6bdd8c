import type { FieldPath } from './source';

/** Offsets into a text: where the marked part begins, and the first character after it. */
export type Range = readonly [number, number];

/** A mapping, a list or a scalar: where its first character stands, and the first line that is no part of it. */
interface Node {
  readonly line: number;
  readonly column: number;
  readonly end: number;
}

/** A key of a mapping, or an item of a list, which has no key. */
interface Entry {
  readonly key: Range | undefined;
  /** Undefined where nothing is written. */
  readonly value: Node | undefined;
}

/** What is written in a way that only the exact reader understands. */
class Unusual extends Error {}

const KEY = /^(?:"([^"\\]*)"|'([^']*)'|([\w./$~][\w./$~@+-]*))[ ]*:(?=[ \r\n]|$)/;
const MOST_KEY = 400;
/** Collections in brackets, anchors, tags, block scalars. */
const OTHERWISE = /^[[{&*!|>%@`?\t]/;

/**
 * Finds places in YAML that is written as people and programs write manifests: a line for each key, by indentation. It
 * looks only at the mappings and lists on the way, each once; an exact reader takes fifty times as long. Whatever is
 * written otherwise (flow collections, anchors, tags, tabs) is left to that.
 */
export function blockPlaces(text: string): { readonly find: (path: FieldPath) => Range | undefined } {
  const { lines, indents } = readLines(text);
  const entries = new Map<Node, ReadonlyMap<string | number, Entry>>();
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
    let node = firstNode(0, lines.length);
    if (node === undefined) throw new Unusual();
    let range = firstRange(node);
    for (const step of path) {
      const isItem = isList(node);
      if (!isItem && !isMapping(node)) return atScalar(node, range);
      if (isItem !== (typeof step === 'number')) return range;
      const entry: Entry | undefined = entriesOf(node).get(step);
      if (entry === undefined) return range;
      // What has no value is marked with what the exact reader takes for its place.
      if (entry.value === undefined) throw new Unusual();
      node = entry.value;
      range = entry.key ?? firstRange(node);
    }
    if (isList(node) || isMapping(node)) return range;
    // A collection in brackets is marked by its key.
    if (range[0] < offsetOf(node) && /[[{]/.test(text[offsetOf(node)] ?? '')) return range;
    return [range[0], scalarEnd(node)];
  }

  /** The path goes on, but a scalar has nothing in it. */
  function atScalar(node: Node, range: Range): Range {
    if (OTHERWISE.test(text[offsetOf(node)] ?? '')) throw new Unusual();
    return range;
  }

  /** What is shown of a mapping or a list as a whole: its first key, or its first item. */
  function firstRange(node: Node): Range {
    if (isList(node)) throw new Unusual();
    if (!isMapping(node)) return [offsetOf(node), scalarEnd(node)];
    return keyAt(offsetOf(node), node.line).range;
  }

  function entriesOf(node: Node): ReadonlyMap<string | number, Entry> {
    let found = entries.get(node);
    if (found === undefined) entries.set(node, (found = isList(node) ? readList(node) : readMapping(node)));
    return found;
  }

  function readMapping(node: Node): ReadonlyMap<string, Entry> {
    const found = new Map<string, Entry>();
    const keys = [node.line, ...linesAt(node, (line) => text[startOf(line) + node.column] !== '-')];
    for (const [i, line] of keys.entries()) {
      const { name, range, after } = keyAt(startOf(line) + node.column, line);
      if (found.has(name) || name === '<<') throw new Unusual();
      found.set(name, { key: range, value: valueAfter(line, after, keys[i + 1] ?? node.end) });
    }
    return found;
  }

  function keyAt(start: number, line: number): { name: string; range: Range; after: number } {
    const match = KEY.exec(text.slice(start, Math.min(lineEnd(line), start + MOST_KEY)));
    if (match === null) throw new Unusual();
    const [written, double, single, plain] = match;
    const name = double ?? single ?? plain ?? '';
    return { name, range: [start, start + (plain?.length ?? name.length + 2)], after: start + written.length };
  }

  function readList(node: Node): ReadonlyMap<number, Entry> {
    const items = [node.line, ...linesAt(node, () => true)];
    return new Map(
      items.map((line, i) => {
        const dash = startOf(line) + node.column;
        if (text[dash] !== '-' || !/[ \r\n]/.test(text[dash + 1] ?? '\n')) throw new Unusual();
        return [i, { key: undefined, value: valueAfter(line, dash + 1, items[i + 1] ?? node.end) }];
      }),
    );
  }

  /** Lines after the first of a node that begin at its column. */
  function* linesAt({ line, column, end }: Node, isOne: (line: number) => boolean): Generator<number> {
    for (let i = line + 1; i < end; i++) {
      const indent = indents[i] ?? EMPTY;
      // Deeper lines belong to the one above, and nothing is on empty ones.
      if (indent > column || indent === EMPTY) continue;
      if (indent < column) throw new Unusual();
      if (isOne(i)) yield i;
    }
  }

  /** The value that begins on a line behind a key or dash, or on one of the next lines. */
  function valueAfter(line: number, from: number, end: number): Node | undefined {
    let offset = from;
    while (text[offset] === ' ') offset++;
    if (text[offset] === '\t') throw new Unusual();
    const isEmpty = offset >= lineEnd(line) || (text[offset] === '#' && offset > from);
    return isEmpty ? firstNode(line + 1, end) : { line, column: offset - startOf(line), end };
  }

  function firstNode(from: number, end: number): Node | undefined {
    for (let line = from; line < end; line++) {
      const column = indentOf(line);
      if (column === undefined) continue;
      if (/^(?:---|\.\.\.|%)/.test(text.slice(lines[line], startOf(line) + 3))) {
        if (line !== 0 || lineEnd(line) - startOf(line) > 3) throw new Unusual();
        continue;
      }
      return { line, column, end };
    }
    return undefined;
  }

  /** Spaces before the first character of a line; undefined where nothing, or a comment, is on it. */
  function indentOf(line: number): number | undefined {
    const indent = indents[line] ?? EMPTY;
    if (indent === TABBED) throw new Unusual();
    return indent === EMPTY ? undefined : indent;
  }

  function startOf(line: number): number {
    return lines[line] ?? text.length;
  }

  function lineEnd(line: number): number {
    const next = lines[line + 1];
    const end = next === undefined ? text.length : next - 1;
    return text[end - 1] === '\r' ? end - 1 : end;
  }

  function offsetOf({ line, column }: Node): number {
    return startOf(line) + column;
  }

  function isList(node: Node): boolean {
    const offset = offsetOf(node);
    return text[offset] === '-' && /[ \r\n]/.test(text[offset + 1] ?? '\n');
  }

  function isMapping(node: Node): boolean {
    const offset = offsetOf(node);
    return KEY.test(text.slice(offset, Math.min(lineEnd(node.line), offset + MOST_KEY)));
  }

  function scalarEnd(node: Node): number {
    const start = offsetOf(node);
    const written = text.slice(start, lineEnd(node.line));
    if (OTHERWISE.test(written)) throw new Unusual();
    for (let line = node.line + 1; line < node.end; line++) if (indentOf(line) !== undefined) throw new Unusual();
    const match = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^'"\s](?:(?! #).)*?)(?=\s*(?: #.*)?$)/.exec(written);
    if (match === null) throw new Unusual();
    return start + match[0].length;
  }
}

/** Instead of an indent: nothing but a comment, or a tab before the first character. */
const EMPTY = -1;
const TABBED = -2;

/** Where each line begins, and how many spaces are before its first character. */
function readLines(text: string): { readonly lines: readonly number[]; readonly indents: readonly number[] } {
  const lines: number[] = [];
  const indents: number[] = [];
  for (let start = 0; start <= text.length;) {
    const next = text.indexOf('\n', start);
    let at = start;
    while (text.charCodeAt(at) === SPACE) at++;
    lines.push(start);
    indents.push(ENDS.has(text.charCodeAt(at)) || at >= text.length ? EMPTY : text[at] === '\t' ? TABBED : at - start);
    if (next === -1) break;
    start = next + 1;
  }
  return { lines, indents };
}

const SPACE = 32;
/** Line feed, carriage return, and the sign of a comment. */
const ENDS = new Set([10, 13, 35]);
