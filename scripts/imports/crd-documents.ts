import { parseAllDocuments } from 'yaml';
import { isObject, type JsonSchema } from '../../lib/synth/close-schema';
import { sortKeys } from './format-json';
import { ImportError } from './import-error';
import type { UsedCrd } from './used-crds';

/** The part of a CRD that the imports are made from. */
export interface StrippedCrd {
  readonly used: UsedCrd;
  /** One version, no descriptions, keys sorted; the rest as published. */
  readonly document: JsonSchema;
}

/** Every CRD in a YAML text with any number of documents, by name. */
export function crdsOf(text: string, source: string): ReadonlyMap<string, JsonSchema> {
  const crds = new Map<string, JsonSchema>();
  for (const document of parseAllDocuments(text)) {
    const [error] = document.errors;
    if (error) throw new ImportError(source, error.message, 'YAML', 'Check the file.');
    const value: unknown = document.toJS();
    if (!isObject(value) || value['kind'] !== 'CustomResourceDefinition' || !isObject(value['metadata'])) continue;
    crds.set(String(value['metadata']['name']), value);
  }
  return crds;
}

/**
 * Leaves of a CRD what its objects are made and checked with: the same, wherever a copy comes from.
 *
 * @throws ImportError when the CRD does not serve the version
 */
export function stripCrd(crd: JsonSchema, used: UsedCrd, source: string): StrippedCrd {
  const spec = isObject(crd['spec']) ? crd['spec'] : {};
  const versions = Array.isArray(spec['versions']) ? spec['versions'].filter(isObject) : [];
  const version = versions.find((v) => v['name'] === used.version && v['served'] !== false);
  if (!version) {
    const found = versions.map((v) => String(v['name'])).join(', ');
    throw new ImportError(`${source} ${used.name}`, `versions ${found}`, used.version, 'Mend used-crds.ts or the pin.');
  }
  const document = {
    apiVersion: crd['apiVersion'],
    kind: crd['kind'],
    metadata: { name: used.name },
    spec: {
      group: spec['group'],
      names: spec['names'],
      scope: spec['scope'],
      versions: [{ name: used.version, served: true, storage: true, schema: withoutDescriptions(version['schema']) }],
    },
  };
  return { used, document: sortKeys(document) as JsonSchema };
}

/** A schema without its `description` keywords; fields that have that name stay. */
function withoutDescriptions(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutDescriptions);
  if (!isObject(schema)) return schema;
  const kept = Object.entries(schema).filter(([key, value]) => key !== 'description' || typeof value !== 'string');
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      key === 'properties' && isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withoutDescriptions(child)]))
        : withoutDescriptions(value),
    ]),
  );
}
