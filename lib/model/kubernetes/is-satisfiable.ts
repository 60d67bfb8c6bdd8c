import type { LabelSelector, LabelSelectorRequirement } from './types';

/**
 * Whether some set of labels satisfies all selectors at once: whether there can be one object that each of them selects.
 * A selector that is absent asks nothing, as where admission webhooks are chosen.
 *
 * Source: Requirement.Matches, k8s.io/apimachinery v0.36.3, pkg/labels/selector.go.
 */
export function isSatisfiable(selectors: readonly (LabelSelector | null | undefined)[]): boolean {
  const byKey = new Map<string, LabelSelectorRequirement[]>();
  for (const requirement of selectors.flatMap(requirementsOf)) {
    const list = byKey.get(requirement.key);
    if (list === undefined) byKey.set(requirement.key, [requirement]);
    else list.push(requirement);
  }
  return [...byKey.values()].every(hasValue);
}

function requirementsOf(selector: LabelSelector | null | undefined): LabelSelectorRequirement[] {
  return [
    ...Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => ({ key, operator: 'In', values: [value] })),
    ...(selector?.matchExpressions ?? []),
  ];
}

/** Whether one label can be there, or be absent, as all requirements want it. */
function hasValue(requirements: readonly LabelSelectorRequirement[]): boolean {
  if (!requirements.every(isValid)) return false;
  const valuesOf = (operator: string) => requirements.filter((r) => r.operator === operator).map((r) => r.values ?? []);
  const operators = new Set(requirements.map(({ operator }) => operator));
  if (operators.has('DoesNotExist')) return !operators.has('In') && !operators.has('Exists');
  const [first, ...others] = valuesOf('In');
  if (first === undefined) return true;
  const refused = new Set(valuesOf('NotIn').flat());
  return first.some((value) => !refused.has(value) && others.every((values) => values.includes(value)));
}

/** What the API server refuses is satisfied by nothing. */
function isValid({ operator, values }: LabelSelectorRequirement): boolean {
  const count = values?.length ?? 0;
  if (operator === 'In' || operator === 'NotIn') return count > 0;
  return (operator === 'Exists' || operator === 'DoesNotExist') && count === 0;
}
