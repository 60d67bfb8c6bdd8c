import { isMap, isPair, isScalar, isSeq, parseDocument, type Document, type Node, type Pair } from 'yaml';

const STRANGE = [
  null,
  '',
  0,
  -1,
  1e9,
  1.5,
  true,
  'yes',
  '12:30',
  '\u0000',
  'ü'.repeat(70),
  'a'.repeat(300),
  '../..',
  '__proto__',
  '${HOME}',
  '{{ x }}',
  '100.64.0.1',
  '10.43.0.0/16',
  'kube-system',
  Number.NaN,
  Number.POSITIVE_INFINITY,
] as const;
const TEXT = [
  '\t',
  '\n',
  ':',
  '- ',
  '{',
  ']',
  '"',
  "'",
  '#',
  '&a ',
  '*a',
  '!!int ',
  '|',
  '\uFEFF',
  '\u0000',
  '\r',
  '<<: *a',
  '%',
  '---\n',
  '...\n',
] as const;

/** One file made wrong, or merely different: in its data most of the time, in its bytes now and then. */
export function mutate(text: string, random: () => number): string {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  if (random() < 0.25) {
    const at = Math.floor(random() * text.length);
    const length = Math.floor(random() * 8);
    return text.slice(0, at) + (random() < 0.5 ? pick(TEXT) : '') + text.slice(at + length);
  }
  const document = parseDocument(text);
  for (let i = 0; i <= random() * 3; i++) mutateData(document, random, pick);
  return document.toString();
}

function mutateData(document: Document, random: () => number, pick: <T>(items: readonly T[]) => T): void {
  const collections: Node[] = [];
  collect(document.contents, collections);
  const target = pick(collections);
  if (isMap(target) && target.items.length > 0) {
    const pair: Pair = pick<Pair>(target.items);
    const way = random();
    if (way < 0.25) target.items.splice(target.items.indexOf(pair), 1);
    else if (way < 0.45 && isScalar(pair.key)) pair.key = document.createNode(misspell(String(pair.key.value), random));
    else if (way < 0.85) pair.value = document.createNode(pick(STRANGE));
    else pair.value = (pick(collections) as { clone: () => unknown }).clone();
  } else if (isSeq(target)) {
    const way = random();
    if (way < 0.4 && target.items.length > 0) target.items.splice(Math.floor(random() * target.items.length), 1);
    else if (way < 0.7 && target.items.length > 0)
      target.items.push((pick(target.items) as { clone: () => unknown }).clone());
    else target.items.push(document.createNode(pick(STRANGE)));
  }
}

function collect(node: Node | null, into: Node[]): void {
  if (!isMap(node) && !isSeq(node)) return;
  into.push(node);
  for (const item of node.items) collect(isPair<unknown, Node>(item) ? item.value : (item as Node), into);
}

function misspell(word: string, random: () => number): string {
  const at = Math.floor(random() * word.length);
  return word.slice(0, at) + word.slice(at + 1) + (random() < 0.3 ? 'x' : '');
}
