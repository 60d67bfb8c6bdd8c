import { DEFAULT_SCHEMA, dump, Type } from 'js-yaml';
import { plainValue } from './plain-scalars';

/** Minutes and seconds: a number to base 60 in YAML 1.1, though not to Kubernetes. */
const SEXAGESIMAL = /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/;

/** Strings that some reader of YAML takes for something else, so that js-yaml quotes them. Values are never of this type. */
const lookalike = new Type('tag:zero-spof,2026:lookalike', {
  kind: 'scalar',
  resolve: (text: unknown) => typeof text === 'string' && isLookalike(text),
});

function isLookalike(text: string): boolean {
  return plainValue(text) !== text || SEXAGESIMAL.test(text);
}

const SCHEMA = DEFAULT_SCHEMA.extend({ implicit: [lookalike] });

/**
 * One YAML document (without `---`), the same bytes for the same value; long lines are not folded.
 *
 * @param isDense with as few spaces as YAML permits
 */
export function printYaml(value: unknown, isDense = false): string {
  return dump(value, {
    schema: SCHEMA,
    lineWidth: -1,
    noRefs: true,
    ...(isDense ? { indent: 1, noArrayIndent: true } : {}),
  });
}
