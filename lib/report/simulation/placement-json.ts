import type { PlacementResult } from '../../simulate/placement/placement-result';
import type { Problem } from '../../spec/problem';
import { problemAsJson } from '../problems-json';

/** Version 1 of the placement document; keys are only ever added. Schema: docs/schemas/placement.schema.json. */
export function renderPlacementJson(
  { assumptions, nodes, steps, concentrations }: PlacementResult,
  problems: readonly Problem[],
  toolVersion: string,
): string {
  const document = {
    version: 1,
    tool: { name: 'zero-spof', version: toolVersion },
    assumptions,
    nodes,
    steps: steps.map(({ pod, feasible, best, chosen, reason }) => ({ pod, feasible, best, chosen, reason })),
    concentrations: concentrations.map(({ object, part, replicas, fewestNodes, witness, unclear }) => ({
      object,
      part,
      replicas,
      fewestNodes,
      witness,
      unclear,
    })),
    problems: problems.map(problemAsJson),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
