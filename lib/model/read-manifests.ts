import { FAILSAFE_SCHEMA, loadAll, Type, YAMLException } from 'js-yaml';
import { NO_JSON_NUMBER, plainValue } from './plain-scalars';

/** All plain scalars at once: js-yaml asks each implicit type about each of them, keys included. */
const plain = new Type('tag:zero-spof,2026:plain', {
  kind: 'scalar',
  resolve: (text: unknown) => typeof text === 'string' && plainValue(text) !== text,
  construct: jsonValue,
});

const merge = new Type('tag:yaml.org,2002:merge', {
  kind: 'scalar',
  resolve: (text: unknown) => text === '<<' || text === null,
});

/** A scalar with a tag, such as `!!bool yes`. */
function tagged(tag: string, type: string): Type {
  return new Type(`tag:yaml.org,2002:${tag}`, {
    kind: 'scalar',
    resolve: (text: unknown) => typeof text === 'string' && typeof plainValue(text) === type,
    construct: jsonValue,
  });
}

/** @throws YAMLException */
function jsonValue(text: string): unknown {
  const value = plainValue(text);
  if (value === NO_JSON_NUMBER) throw new YAMLException(`${text} is no number of JSON`);
  return value;
}

const KUBERNETES_SCHEMA = FAILSAFE_SCHEMA.extend({
  implicit: [plain, merge],
  explicit: [
    new Type('tag:yaml.org,2002:null', {
      kind: 'scalar',
      resolve: (text: unknown) => text === null || (typeof text === 'string' && plainValue(text) === null),
      construct: () => null,
    }),
    tagged('bool', 'boolean'),
    tagged('int', 'number'),
    tagged('float', 'number'),
  ],
});

/**
 * Every document of a manifest file, empty ones left out, with the values that Kubernetes reads.
 *
 * @throws YAMLException of js-yaml for what is no YAML, or no JSON (infinity)
 */
export function readManifests(text: string): unknown[] {
  return loadAll(text, undefined, { schema: KUBERNETES_SCHEMA }).filter(
    (document) => document !== null && document !== undefined,
  );
}
