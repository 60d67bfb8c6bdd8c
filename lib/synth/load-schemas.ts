import { readPackageFile } from '../io/package-root';
import type { ClosedSchema } from './closed-schema';

/** A kind that is known, and where its schema is. */
export interface SchemaEntry {
  /** Reference to a file in build/validators or to one of its definitions. */
  readonly schema: string;
  readonly namespaced: boolean;
}

interface SchemaDocument extends ClosedSchema {
  readonly definitions?: Readonly<Record<string, ClosedSchema>>;
}

interface SchemaIndex {
  /** apiVersion → kind → entry. */
  readonly kinds: Readonly<Record<string, Readonly<Record<string, SchemaEntry>>>>;
  /** Chart and version → file. */
  readonly charts: Readonly<Record<string, string>>;
}

/** The only file with definitions: `#/definitions/…` means its own, wherever it stands. */
const KUBERNETES_FILE = 'kubernetes.json';

const DEFINITIONS = '#/definitions/';

let index: SchemaIndex | undefined;
const documents = new Map<string, SchemaDocument>();
const resolved = new Map<string, ClosedSchema>();

export function schemaIndex(): SchemaIndex {
  index ??= readJson('index.json') as SchemaIndex;
  return index;
}

/**
 * The schema that a reference names; its file is read on first use.
 *
 * @throws Error when the build is not of these imports
 */
export function resolveSchema(reference: string): ClosedSchema {
  let schema = resolved.get(reference);
  if (!schema) resolved.set(reference, (schema = findSchema(reference)));
  return schema;
}

function findSchema(reference: string): ClosedSchema {
  const end = reference.indexOf(DEFINITIONS);
  if (end < 0) return loadDocument(reference);
  const name = reference.slice(end + DEFINITIONS.length);
  const definition = loadDocument(KUBERNETES_FILE).definitions?.[name];
  if (!definition) throw new Error(`build/validators/${KUBERNETES_FILE} has no ${name}: run npm run build`);
  return definition;
}

function loadDocument(file: string): SchemaDocument {
  let document = documents.get(file);
  if (!document) documents.set(file, (document = readJson(file) as SchemaDocument));
  return document;
}

function readJson(file: string): unknown {
  return JSON.parse(readPackageFile(`build/validators/${file}`));
}
