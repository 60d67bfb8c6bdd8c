import { isDeepStrictEqual } from 'node:util';
import { diffArrays } from 'diff';
import { isMap, isSeq, parseDocument, type Document } from 'yaml';
import type { Finding, PatchOperation } from '../audit/audit-result';
import { keyOf, referenceOf } from '../audit/object-key';
import { printYaml } from '../model/print-yaml';
import type { SourceDocument, SourcedObject } from '../model/source';

/** The text of a file before and after its fixes. */
export interface FixedFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly fixes: number;
}

/**
 * What files become when the fixes of findings are applied. Comments and other documents stay; new objects come last.
 *
 * @param textOf the whole text of a file
 */
export function applyFixes(
  findings: readonly Finding[],
  objects: readonly SourcedObject[],
  textOf: (file: string) => string,
): FixedFile[] {
  const sources = new Map(objects.map((o) => [placeKey(o.source.document.file, keyOf(referenceOf(o.manifest))), o]));
  const byFile = new Map<string, { readonly finding: Finding; readonly object: SourcedObject }[]>();
  for (const finding of findings) {
    const object = sources.get(placeKey(finding.location?.file ?? '', keyOf(finding.object)));
    if (finding.fix === null || finding.waiver !== null || object === undefined) continue;
    const { file } = object.source.document;
    byFile.set(file, [...(byFile.get(file) ?? []), { finding, object }]);
  }
  return [...byFile].map(([file, fixes]) => {
    const before = textOf(file);
    return { file, before, after: fixText(before, fixes), fixes: fixes.length };
  });
}

function placeKey(file: string, object: string): string {
  return `${file}\n${object}`;
}

function fixText(
  text: string,
  fixes: readonly { readonly finding: Finding; readonly object: SourcedObject }[],
): string {
  const documents = new Map<SourceDocument, Document.Parsed>();
  const added: string[] = [];
  for (const { finding, object } of fixes) {
    const { document, path } = object.source;
    let parsed = documents.get(document);
    if (parsed === undefined) documents.set(document, (parsed = parseDocument(document.text, { uniqueKeys: false })));
    for (const operation of finding.fix?.operations ?? []) applyOperation(parsed, path, operation);
    added.push(...(finding.fix?.create ?? []).map((o) => `---\n${printYaml(o)}`));
  }
  let fixed = text;
  // From the last to the first: what comes before keeps its place.
  const lastFirst = [...documents].sort(([a], [b]) => b.line - a.line);
  for (const [document, parsed] of lastFirst) {
    const start = offsetOfLine(fixed, document.line);
    fixed = fixed.slice(0, start) + print(parsed, document.text) + fixed.slice(start + document.text.length);
  }
  return added.length === 0 ? fixed : `${fixed.replace(/\n*$/, '\n')}${[...new Set(added)].join('')}`;
}

/** The document after its fixes: lines that no fix changes stay as they were written. */
function print(document: Document.Parsed, original: string): string {
  const text = original.replaceAll('\r\n', '\n');
  const indentSeq = !/^( *)[^\s#-][^\n]*:[ \t]*\n\1- /m.test(text);
  const indent = /^[^\s#][^\n]*:[ \t]*\n( +)[^\s#-]/m.exec(text)?.[1]?.length ?? 2;
  const flowCollectionPadding = text.includes('{ ');
  const printed = document.toString({ lineWidth: 0, indent, indentSeq, flowCollectionPadding });
  const kept = keepLines(text.split('\n'), printed.split('\n')).join('\n');
  // Where lines of both do not go together, all are as they are printed.
  const fixed = isDeepStrictEqual(valueOf(kept), valueOf(printed)) ? kept : printed;
  return original.includes('\r\n') ? fixed.replaceAll('\n', '\r\n') : fixed;
}

function valueOf(text: string): unknown {
  const document = parseDocument(text, { uniqueKeys: false });
  return document.errors.length > 0 ? document.errors : (document.toJS() as unknown);
}

/** The printed lines, each as it was written where only spaces differ; empty lines that were written stay. */
function keepLines(written: readonly string[], printed: readonly string[]): string[] {
  const squeezed = (line: string) => line.replace(/\s+/g, '');
  const changes = diffArrays(written.map(squeezed), printed.map(squeezed));
  let [old, now] = [0, 0];
  return changes.flatMap(({ count, added, removed }) => {
    if (added) return printed.slice(now, (now += count));
    const lines = written.slice(old, (old += count));
    if (removed) return lines.filter((line) => line.trim() === '');
    now += count;
    return lines;
  });
}

function applyOperation(
  document: Document.Parsed,
  root: readonly (string | number)[],
  operation: PatchOperation,
): void {
  const path: (string | number)[] = [...root];
  for (const step of operation.path.slice(1).split('/')) {
    const parent = document.getIn(path);
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(isSeq(parent) ? Number(key) : key);
  }
  if (operation.op === 'remove') document.deleteIn(path);
  else setIn(document, path, operation.value);
}

/** Two fixes may each bring the same mapping: the second adds to it. */
function setIn(document: Document.Parsed, path: (string | number)[], value: unknown): void {
  const there = document.getIn(path);
  if (isMap(there) && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) setIn(document, [...path, key], inner);
  } else document.setIn(path, typeof value === 'object' && value !== null ? document.createNode(value) : value);
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let i = 1; i < line; i++) offset = text.indexOf('\n', offset) + 1;
  return offset;
}
