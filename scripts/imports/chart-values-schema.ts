import { isObject, type JsonSchema } from '../../lib/synth/close-schema';
import type { ClosedSchema } from '../../lib/synth/closed-schema';
import { schemaOfRule, type ValueRule } from './value-rule';

/** Keys that hold something that Kubernetes or the user defines, whatever the chart's default is. */
const FREE_FORM: readonly (readonly [ending: RegExp, schema: ClosedSchema])[] = [
  [/^(affinity|resources|nodeSelector)$|(annotations|labels)$/i, { type: ['object', 'null'] }],
  [/^(tolerations|secrets)$/, { type: ['array', 'null'] }],
];

/**
 * Values that a default cannot tell the type of, by path: the chart's template puts `jobList` between quotes, so only
 * a JSON text survives.
 */
const SPECIAL: Readonly<Record<string, ClosedSchema>> = {
  'persistence.recurringJobSelector.jobList': {
    type: ['string', 'array'],
    pattern: '^\\[.*\\]$',
    maxItems: 0,
  },
  'persistence.shareManagerTolerations.tolerations': { type: 'string' },
};

const SCALAR: ClosedSchema = { type: ['boolean', 'null', 'number', 'string'] };

/**
 * A JSON Schema for a chart's values that refuses keys which the chart's values.yaml does not have. Helm itself takes
 * any key and forgets it.
 *
 * @param rules what is known of single values, by dotted path; paths that the chart does not have are skipped
 */
export function chartValuesSchema(values: JsonSchema, rules: ReadonlyMap<string, ValueRule>): ClosedSchema {
  return schemaOf(values, '', rules);
}

function schemaOf(value: unknown, path: string, rules: ReadonlyMap<string, ValueRule>): ClosedSchema {
  const special = SPECIAL[path];
  if (special) return special;
  // Templates ask `if` of these, and to them the text "false" is true.
  if (typeof value === 'boolean') return { type: 'boolean' };
  const rule = rules.get(path);
  if (rule && !Array.isArray(value)) return schemaOfRule(rule, value === null);
  const key = path.slice(path.lastIndexOf('.') + 1);
  const freeForm = FREE_FORM.find(([ending]) => ending.test(key));
  if (freeForm && typeof value !== 'string') return freeForm[1];
  if (Array.isArray(value)) return { type: 'array' };
  if (isObject(value)) return Object.keys(value).length === 0 ? { type: 'object' } : closedObject(value, path, rules);
  return scalarSchema(value);
}

function closedObject(value: JsonSchema, path: string, rules: ReadonlyMap<string, ValueRule>): ClosedSchema {
  const properties = Object.entries(value).map(([key, child]) => {
    return [key, schemaOf(child, path === '' ? key : `${path}.${key}`, rules)] as const;
  });
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}

/** An empty string or null says nothing of the type; a percentage may also be a count. */
function scalarSchema(value: unknown): ClosedSchema {
  if (value === null || value === '') return SCALAR;
  if (typeof value === 'number') return { type: Number.isInteger(value) ? 'integer' : 'number' };
  return { type: typeof value === 'string' && /^[0-9]+%$/.test(value) ? ['integer', 'string'] : 'string' };
}
