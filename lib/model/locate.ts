import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { FieldPath, Location, Source, SourceDocument } from './source';

/** Finds the place of a field of an object; of the nearest thing above it that is written where it does not exist. */
export type Locate = (source: Source, field: FieldPath) => Location;

interface Tree {
  readonly root: Node | null;
  readonly lines: LineCounter;
  readonly text: readonly string[];
}

/**
 * Reads a document again, with places, when somebody asks for one of its fields: that takes eight times as long as
 * reading its values, and few documents have something to say.
 */
export function locator(): Locate {
  const trees = new Map<SourceDocument, Tree>();
  return ({ document, path }, field) => {
    let tree = trees.get(document);
    if (tree === undefined) trees.set(document, (tree = readTree(document)));
    const [from, to] = rangeAt(tree.root, [...path, ...field]);
    const start = tree.lines.linePos(from);
    const end = tree.lines.linePos(to);
    const excerpt = (tree.text[start.line - 1] ?? '').replace(/\r$/, '');
    const oneLine = end.line === start.line && end.col > start.col;
    return {
      file: document.file,
      line: document.line + start.line - 1,
      column: start.col,
      endColumn: oneLine ? end.col : Math.max(excerpt.length, start.col) + 1,
      excerpt,
    };
  };
}

function readTree({ text }: SourceDocument): Tree {
  const lines = new LineCounter();
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, logLevel: 'silent' } as const;
  return { root: parseDocument(text, options).contents, lines, text: text.split('\n') };
}

/** A key, together with its value where that is plain: `replicas: 1`. */
function rangeAt(root: Node | null, path: FieldPath): readonly [number, number] {
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
function keyRange(node: Node | null): readonly [number, number] {
  const first = isMap(node) ? node.items[0]?.key : undefined;
  return (isNode(first) ? rangeOf(first) : rangeOf(node)) ?? [0, 0];
}

function rangeOf(node: Node | null | undefined): readonly [number, number] | undefined {
  return node?.range ? [node.range[0], node.range[1]] : undefined;
}
