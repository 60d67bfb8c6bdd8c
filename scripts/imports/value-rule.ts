import type { ClosedSchema } from '../../lib/synth/closed-schema';
import { decimalPattern } from './decimal-pattern';

/** What a value of a chart may be. */
export type ValueRule =
  | { readonly type: 'boolean'; readonly engines?: readonly DataEngine[] }
  | {
      readonly type: 'integer' | 'float';
      /** @default 0 */
      readonly minimum?: number;
      readonly maximum?: number;
      readonly choices?: readonly number[];
      readonly engines?: readonly DataEngine[];
    }
  | {
      readonly type: 'string';
      readonly choices?: readonly string[];
      /** Unanchored regular expression for the whole text. */
      readonly pattern?: string;
      readonly engines?: readonly DataEngine[];
    }
  /** The chart writes it down, and the program that reads it knows no such setting. */
  | { readonly type: 'without-effect' };

/** Longhorn's data engines; a setting that differs by engine also takes a value for each of them. */
export type DataEngine = 'v1' | 'v2';

/**
 * The JSON Schema of a rule. Numbers and booleans may be written as strings, as Helm users do.
 *
 * A setting with engines takes one value for all of them, a map with a string for each, or the same map as JSON text;
 * an engine must not be missing.
 *
 * @param nullable whether null is a value: with Helm it takes the chart's default away, which is harmless only where
 *   that is null too
 */
export function schemaOfRule(rule: ValueRule, nullable: boolean): ClosedSchema {
  if (rule.type === 'without-effect') return { type: 'null' };
  const text = textPattern(rule);
  const orNull = nullable ? ['null'] : [];
  const choices = choicesOf(rule);
  if (choices && !rule.engines) return { enum: nullable ? [...choices, null] : choices };
  const title = titleOf(rule);
  if (!rule.engines) return { title, ...scalarSchema(rule, text), type: [...scalarTypes(rule), ...orNull] };
  const { engines } = rule;
  return {
    title: `${title}, or a mapping with such a text for ${engines.join(' and ')}`,
    ...scalarSchema(rule, `(${text}|${jsonPattern(engines, text)})`),
    type: [...scalarTypes(rule), 'object', ...orNull],
    properties: Object.fromEntries(engines.map((engine) => [engine, { title, type: 'string', pattern: `^${text}$` }])),
    required: engines,
    additionalProperties: false,
  };
}

type ScalarRule = Exclude<ValueRule, { type: 'without-effect' }>;

function scalarTypes(rule: ScalarRule): readonly string[] {
  if (rule.type === 'string') return ['string'];
  return [rule.type === 'float' ? 'number' : rule.type, 'string'];
}

/** Keywords that look at one type only stand beside each other, so that a message names the one that is broken. */
function scalarSchema(rule: ScalarRule, text: string): ClosedSchema {
  const pattern = { pattern: `^${text}$` };
  if (rule.type === 'boolean') return pattern;
  if (rule.type === 'string') return rule.choices || rule.engines || rule.pattern !== undefined ? pattern : {};
  const maximum = rule.maximum === undefined ? {} : { maximum: rule.maximum };
  return { minimum: rule.minimum ?? 0, ...maximum, ...pattern };
}

function choicesOf(rule: ScalarRule): readonly unknown[] | undefined {
  if (rule.type === 'boolean' || !rule.choices) return undefined;
  return rule.type === 'string' ? rule.choices : [...rule.choices, ...rule.choices.map(String)];
}

/** The rule in words, for messages. */
function titleOf(rule: ScalarRule): string {
  if (rule.type === 'boolean') return 'true or false';
  if (rule.choices) return rule.choices.join(', ');
  if (rule.type === 'string') return rule.pattern === undefined ? 'a text' : `a text like ${rule.pattern}`;
  const { minimum = 0, maximum } = rule;
  const range = maximum === undefined ? `of at least ${String(minimum)}` : `from ${String(minimum)} to ${String(maximum)}`;
  return `a ${rule.type === 'integer' ? 'whole number' : 'number'} ${range}`;
}

/** A regular expression for the value written as text. */
function textPattern(rule: ScalarRule): string {
  if (rule.type === 'boolean') return '(true|false)';
  if (rule.choices) return `(${rule.choices.join('|')})`;
  if (rule.type === 'string') return rule.pattern ?? '[^"]*';
  const { minimum = 0, maximum = Infinity } = rule;
  if (rule.type === 'integer') return decimalPattern(minimum, maximum);
  if (maximum === Infinity) return `${decimalPattern(minimum, maximum)}(\\.[0-9]+)?`;
  return `(${decimalPattern(minimum, maximum - 1)}(\\.[0-9]+)?|${String(maximum)}(\\.0+)?)`;
}

function jsonPattern(engines: readonly DataEngine[], text: string): string {
  const member = (engine: DataEngine): string => ` *"${engine}" *: *"${text}" *`;
  const orders = engines.length < 2 ? [engines] : [engines, engines.toReversed()];
  return `(${orders.map((order) => `\\{${order.map(member).join(',')}\\}`).join('|')})`;
}
