import { isMap, isNode, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { blockPlaces, type Range } from './block-places';
import { jsonPlaces } from './json-places';
import { lineFinder } from './line-starts';
import type { FieldPath, Location, Source, SourceDocument } from './source';

/** Finds the place of a field of an object; of the nearest thing above it that is written where it does not exist. */
export type Locate = (source: Source, field: FieldPath) => Location;

/**
 * Looks a document up again when somebody asks for one of its fields: few documents have something to say. The last
 * document is kept, so that one after the other should be asked about.
 */
export function locator(): Locate {
  let last: Reader | undefined;
  return ({ document, path }, field) => {
    if (last?.document !== document) last = readerOf(document);
    const [from, to] = last.find([...path, ...field]);
    const { text } = document;
    const { line, start } = last.lineAt(from);
    const lineEnd = text.indexOf('\n', from);
    const excerpt = text.slice(start, lineEnd === -1 ? text.length : lineEnd).replace(/\r$/, '');
    const column = from - start + 1;
    const oneLine = to > from && (lineEnd === -1 || to <= lineEnd);
    return {
      file: document.file,
      line: document.line + line,
      column,
      endColumn: oneLine ? to - start + 1 : Math.max(excerpt.length, column) + 1,
      excerpt,
    };
  };
}

interface Reader {
  readonly document: SourceDocument;
  readonly find: (path: FieldPath) => Range;
  readonly lineAt: ReturnType<typeof lineFinder>;
}

function readerOf(document: SourceDocument): Reader {
  return { document, find: finder(document.text), lineAt: lineFinder(document.text) };
}

function finder(text: string): (path: FieldPath) => Range {
  const quick = /^\s*\{/.test(text) ? jsonPlaces(text) : blockPlaces(text);
  let root: Node | null | undefined;
  return (path) => {
    const found = quick.find(path);
    if (found !== undefined) return found;
    root ??= parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' }).contents;
    return rangeAt(root, path);
  };
}

/** A key, together with its value where that is plain: `replicas: 1`. */
export function rangeAt(root: Node | null, path: FieldPath): Range {
  let node: unknown = root;
  let range = keyRange(root);
  for (const step of path) {
    if (isSeq(node) && typeof step === 'number') {
      if (node.items[step] === undefined) return range;
      node = node.items[step];
      range = isNode(node) ? keyRange(node) : range;
    } else if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return range;
      range = isNode(pair.key) ? (rangeOf(pair.key) ?? range) : range;
      node = pair.value;
    } else return range;
  }
  const value = isScalar(node) ? rangeOf(node) : undefined;
  return value === undefined ? range : [range[0], value[1]];
}

/** What is shown of a mapping or a list as a whole: its first key. */
function keyRange(node: Node | null): Range {
  const first = isMap(node) ? node.items[0]?.key : undefined;
  return (isNode(first) ? rangeOf(first) : rangeOf(node)) ?? [0, 0];
}

function rangeOf(node: Node | null | undefined): Range | undefined {
  return node?.range ? [node.range[0], node.range[1]] : undefined;
}
