import type { NoObject, ObjectsOfFile } from '../model/read-objects';
import { locator } from '../model/locate';
import type { Location, SourcedObject } from '../model/source';
import type { ProblemCode } from '../spec/codes';
import type { Problem } from '../spec/problem';
import { problemOf } from '../spec/problem-of';
import { redact } from '../spec/redact';

/**
 * What in a file is no object, in words and with its place.
 *
 * Of the documents of a template only the first is told: the others have the same cause. A file in a folder that holds
 * no object at all is something else, such as values of a chart.
 */
export function describeNoObjects(file: string, text: string, read: ObjectsOfFile, isNamed: boolean): Problem[] {
  const noObjects = read.noObjects.filter((n) => !isKustomization(n, file));
  if (read.documents === 0) {
    const code = isNamed ? 'input-empty' : 'file-without-objects';
    return [problemOf(code, file, 'nothing', 'Kubernetes objects')];
  }
  const kustomizations = read.noObjects.length - noObjects.length;
  if (kustomizations > 0) {
    const code = CHANGES.test(text) ? 'kustomization-changes-objects' : 'kustomization-not-built';
    return [problemOf(code, file, 'a kustomization', 'what kustomize makes of it')];
  }
  if (noObjects.some((n) => isChart(n, file)))
    return [problemOf('helm-template', file, 'the description of a chart', 'what helm makes of it')];
  if (!isNamed && read.objects.length === 0 && noObjects.every(isUnknown))
    return [problemOf('file-without-objects', file, 'YAML or JSON without an object', 'apiVersion and kind')];
  if (noObjects.length === 0 && !text.includes('{{')) return [];
  const lines = text.split('\n');
  const isTemplate = (n: NoObject) =>
    n.kind === 'unreadable'
      ? text.includes('{{')
      : // `name: {{ .Release.Name }}` is a mapping, and so no name.
        n.what === 'name' && /\bname:\s*\{\{/.test(n.source.document.text);
  return [
    ...((text.includes('{{') && read.objects.some(isTemplated)) || noObjects.some(isTemplate)
      ? [templateProblem(file, lines)]
      : []),
    ...noObjects.filter((n) => !isTemplate(n)).map((n) => describe(n, lines)),
  ];
}

/**
 * Whether an object is a template of helm that happens to be YAML: `{{ .Values.replicas }}` alone is a mapping whose
 * key is a mapping, and in quotes it is text.
 */
export function isTemplated({ manifest, source }: SourcedObject): boolean {
  if (!source.document.text.includes('{{')) return false;
  const { name, namespace } = manifest.metadata;
  return [manifest.kind, name, namespace].some((text) => String(text).includes('{{')) || hasMappingAsKey(manifest);
}

function hasMappingAsKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, '[object Object]') || Object.values(value).some(hasMappingAsKey);
}

/** The file that kustomize reads: it is never applied, and has no name. By the name of the file, it may lack a kind. */
function isKustomization(noObject: NoObject, file: string): boolean {
  if (noObject.kind !== 'lacks') return false;
  if (noObject.what === 'object' && /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(file)) return true;
  return /^kind:\s*(Kustomization|Component)\b/m.test(noObject.source.document.text);
}

/** Parts of a kustomization that change objects, or add some. Source: kubectl.docs.kubernetes.io, kustomize v5.8. */
const CHANGES =
  /^(?:patches|patchesStrategicMerge|patchesJson6902|replicas|components|replacements|transformers|helmCharts):/m;

/** The file that describes a chart to helm has a version, and no kind. */
function isChart(noObject: NoObject, file: string): boolean {
  return noObject.kind === 'lacks' && noObject.what === 'kind' && /(?:^|\/)Chart\.ya?ml$/.test(file);
}

function isUnknown(noObject: NoObject): boolean {
  return noObject.kind === 'lacks' && noObject.what === 'object';
}

function templateProblem(file: string, lines: readonly string[]): Problem {
  const line = lines.findIndex((l) => l.includes('{{'));
  const column = (lines[line] ?? '').indexOf('{{') + 1;
  const location = { file, line: line + 1, column, endColumn: column + 2, excerpt: redact(lines[line] ?? '') };
  return { ...problemOf('helm-template', file, '{{', 'YAML as helm renders it'), location };
}

function describe(noObject: NoObject, lines: readonly string[]): Problem {
  if (noObject.kind === 'unreadable') {
    const { file, line, column, reason } = noObject;
    const excerpt = lines[line - 1] ?? '';
    return withPlace('manifest-syntax', reason, 'YAML or JSON', { file, line, column, endColumn: column + 1, excerpt });
  }
  const { what, source } = noObject;
  const place = locator()(source, []);
  if (what === 'name') return withPlace('object-without-name', 'an object without a name', 'metadata.name', place);
  const found = what === 'object' ? 'neither apiVersion nor kind' : `no ${what}`;
  return withPlace('document-not-an-object', found, 'apiVersion and kind', place);
}

function withPlace(code: ProblemCode, found: string, expected: string, location: Location): Problem {
  return {
    ...problemOf(code, location.file, redact(found), expected),
    location: { ...location, excerpt: redact(location.excerpt) },
  };
}
