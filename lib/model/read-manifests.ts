import { FAILSAFE_SCHEMA, loadAll, Type, YAMLException } from 'js-yaml';
import { isNoJsonNumber, parsePlainBoolean, parsePlainNumber } from './plain-scalars';

/** A scalar type of js-yaml that is recognised by what a parser makes of the text. */
function scalar(tag: string, parse: (text: string) => unknown): Type {
  return new Type(`tag:yaml.org,2002:${tag}`, {
    kind: 'scalar',
    resolve: (text: unknown) => typeof text === 'string' && parse(text) !== undefined,
    construct: parse,
  });
}

const KUBERNETES_SCHEMA = FAILSAFE_SCHEMA.extend({
  implicit: [
    new Type('tag:yaml.org,2002:null', {
      kind: 'scalar',
      resolve: (text: unknown) => text === null || (typeof text === 'string' && /^(~|null|Null|NULL|)$/.test(text)),
      construct: () => null,
    }),
    scalar('bool', parsePlainBoolean),
    scalar('float', parsePlainNumber),
    new Type('tag:yaml.org,2002:infinite', {
      kind: 'scalar',
      resolve: (text: unknown) => typeof text === 'string' && isNoJsonNumber(text),
      construct: (text: string) => {
        throw new YAMLException(`${text} is no number of JSON`);
      },
    }),
    new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (text: unknown) => text === '<<' || text === null }),
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
