import { isObject } from '../../lib/synth/close-schema';
import type { ValueRule } from './value-rule';

/**
 * The rules in a chart's questions.yaml, by dotted path of the value.
 *
 * @see https://ranchermanager.docs.rancher.com/how-to-guides/new-user-guides/helm-charts-in-rancher/create-apps
 */
export function rulesOfQuestions(document: unknown): ReadonlyMap<string, ValueRule> {
  const rules = new Map<string, ValueRule>();
  const visit = (questions: unknown): void => {
    if (!Array.isArray(questions)) return;
    for (const question of questions.filter(isObject)) {
      const rule = ruleOf(question);
      if (rule && typeof question['variable'] === 'string') rules.set(question['variable'], rule);
      visit(question['subquestions']);
    }
  };
  visit(isObject(document) ? document['questions'] : undefined);
  return rules;
}

function ruleOf(question: Readonly<Record<string, unknown>>): ValueRule | undefined {
  const { type, options, min, max } = question;
  if (type === 'boolean') return { type: 'boolean' };
  if (type === 'enum' && Array.isArray(options)) {
    const choices = options.map(String);
    return choices.every((choice) => choice === 'true' || choice === 'false')
      ? { type: 'boolean' }
      : { type: 'string', choices };
  }
  if (type === 'int') {
    return {
      type: 'integer',
      ...(typeof min === 'number' ? { minimum: min } : {}),
      ...(typeof max === 'number' ? { maximum: max } : {}),
    };
  }
  return typeof type === 'string' ? { type: 'string' } : undefined;
}
