import type { Labels, LabelSelectorRequirement } from './types';

/** Whose operators: Gt and Lt exist in selectors of nodes only. */
export type Operators = 'label' | 'node';

/**
 * Whether labels satisfy one requirement. What the API server would refuse (an unknown operator, In without values, Gt
 * with a word) is satisfied by nothing.
 *
 * Gt and Lt compare 64-bit integers.
 * Source: Requirement.Matches and NewRequirement, k8s.io/apimachinery v0.36.3, pkg/labels/selector.go.
 */
export function satisfies(labels: Labels, requirement: LabelSelectorRequirement, operators: Operators): boolean {
  const values = requirement.values ?? [];
  const actual = Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined;
  switch (requirement.operator) {
    case 'In':
      return actual !== undefined && values.includes(actual);
    case 'NotIn':
      return values.length > 0 && (actual === undefined || !values.includes(actual));
    case 'Exists':
      return values.length === 0 && actual !== undefined;
    case 'DoesNotExist':
      return values.length === 0 && actual === undefined;
    case 'Gt':
    case 'Lt': {
      const [limit, found] = [parseInt64(values[0]), parseInt64(actual)];
      if (operators === 'label' || values.length !== 1 || limit === undefined || found === undefined) return false;
      return requirement.operator === 'Gt' ? found > limit : found < limit;
    }
    default:
      return false;
  }
}

function parseInt64(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^[+-]?[0-9]{1,30}$/.test(text)) return undefined;
  const value = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}
