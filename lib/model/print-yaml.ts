import { DEFAULT_SCHEMA, dump, Type } from 'js-yaml';

/**
 * Strings that YAML 1.1 reads as numbers to base 60, such as 12:30. Kubernetes reads them as strings; other tools do
 * not, so they are quoted.
 */
const sexagesimal = new Type('tag:zero-spof,2026:sexagesimal', {
  kind: 'scalar',
  resolve: (text: unknown) => typeof text === 'string' && /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/.test(text),
});

const SCHEMA = DEFAULT_SCHEMA.extend({ implicit: [sexagesimal] });

/** One YAML document (without `---`), the same bytes for the same value; long lines are not folded. */
export function printYaml(value: unknown): string {
  return dump(value, { schema: SCHEMA, lineWidth: -1, noRefs: true });
}
