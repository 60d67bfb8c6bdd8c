import { YAMLException } from 'js-yaml';
import { expandsTooFar } from './expands-too-far';
import { at, isObject, text } from './json';
import type { Manifest } from './manifest';
import { readManifests } from './read-manifests';
import type { Source, SourceDocument, SourcedObject } from './source';
import { splitDocuments } from './split-documents';

/** What stands for the value of an anchor; also in texts, such as the times of a CronJob. */
const ALIAS = /(?:^|[\s[{,])\*[^\s,[\]{}]/;

/** Something in a file that is no Kubernetes object. */
export type NoObject =
  | {
      readonly kind: 'unreadable';
      readonly file: string;
      readonly line: number;
      readonly column: number;
      readonly reason: string;
    }
  | { readonly kind: 'lacks'; readonly what: 'object' | 'apiVersion' | 'kind' | 'name'; readonly source: Source };

export interface ObjectsOfFile {
  readonly documents: number;
  readonly objects: readonly SourcedObject[];
  readonly noObjects: readonly NoObject[];
}

/**
 * The objects of a YAML or JSON file, also those inside a List. A document that cannot be read does not hide the
 * others.
 *
 * @param file name as the user knows it
 */
export function readObjects(file: string, content: string): ObjectsOfFile {
  const objects: SourcedObject[] = [];
  const noObjects: NoObject[] = [];
  const texts = content.startsWith('{') ? [{ index: 0, text: content, line: 1 }] : splitDocuments(content);
  for (const part of texts) {
    const document: SourceDocument = { file, ...part };
    try {
      const values = readJson(part.text) ?? readManifests(part.text);
      if (part.text.includes('&') && ALIAS.test(part.text) && values.some(expandsTooFar))
        throw new YAMLException('aliases that expand without end, or to millions of values');
      for (const value of values) visit(value, { document, path: [] });
    } catch (error) {
      noObjects.push({ kind: 'unreadable', file, ...placeAndReason(error, part.line) });
    }
  }
  return { documents: texts.length, objects, noObjects };

  function visit(value: unknown, source: Source): void {
    const kind = text(at(value, 'kind'));
    const items = at(value, 'items');
    if (kind?.endsWith('List') === true && Array.isArray(items)) {
      for (const [i, item] of items.entries())
        visit(withKindOfList(item, kind, at(value, 'apiVersion')), { ...source, path: [...source.path, 'items', i] });
      return;
    }
    const what = missing(value, kind);
    if (what !== undefined) noObjects.push({ kind: 'lacks', what, source });
    else objects.push({ manifest: named(value as Manifest), source });
  }
}

/** @throws what is no fault of the document */
function placeAndReason(error: unknown, firstLine: number): { line: number; column: number; reason: string } {
  // Readers of YAML recurse: some thousand opening brackets exhaust the stack.
  if (error instanceof RangeError) return { line: firstLine, column: 1, reason: 'values nested too deeply' };
  if (!(error instanceof YAMLException)) throw error;
  // Errors of constructors, such as that about infinity, have no mark.
  const mark = error.mark as typeof error.mark | undefined;
  const reason = error.reason.includes('maxDepth') ? 'values nested too deeply' : error.reason;
  return { line: firstLine + (mark?.line ?? 0), column: (mark?.column ?? 0) + 1, reason };
}

function missing(value: unknown, kind: string | undefined): 'object' | 'apiVersion' | 'kind' | 'name' | undefined {
  if (!isObject(value)) return 'object';
  const apiVersion = text(value['apiVersion']);
  if (kind === undefined) return apiVersion === undefined ? 'object' : 'kind';
  if (apiVersion === undefined) return 'apiVersion';
  return nameIn(value) === undefined ? 'name' : undefined;
}

function nameIn(value: unknown): string | undefined {
  return text(at(value, 'metadata', 'name')) ?? text(at(value, 'metadata', 'generateName'));
}

/** Objects that are only created, such as Jobs, may leave the end of their name to the API server. */
function named(manifest: Manifest): Manifest {
  if (text(manifest.metadata.name) !== undefined) return manifest;
  return { ...manifest, metadata: { ...manifest.metadata, name: nameIn(manifest) ?? '' } };
}

/** Items of a typed list (`DeploymentList`, as `kubectl get --raw` gives them) leave out what the list says. */
function withKindOfList(item: unknown, listKind: string, apiVersion: unknown): unknown {
  if (listKind === 'List' || !isObject(item)) return item;
  return { apiVersion, kind: listKind.slice(0, -'List'.length), ...item };
}

/** JSON is YAML too, but its own parser is ten times as fast. */
function readJson(content: string): unknown[] | undefined {
  if (!content.startsWith('{')) return undefined;
  try {
    return [JSON.parse(content) as unknown];
  } catch {
    return undefined;
  }
}
