import { explainUnclear } from '../explain-unclear';
import type { Failure } from '../failures/failure';
import { apiAfter } from '../outcome/api-outcome';
import { lossOutcome, outcomeFor } from '../outcome/service-outcome';
import type { Scenario } from '../simulation-result';
import { volumesAfter } from './nodes-lost';
import { scenario } from './scenario';
import { groundOf, type Workbench } from './workbench';

/** The failures before the last have ended; pods did not go back by themselves. */
export function lostInTurn(failure: Failure, nodes: readonly string[], bench: Workbench): Scenario {
  const { world, losses } = bench;
  const [last = ''] = nodes.slice(-1);
  const before = new Set(nodes.slice(0, -1));
  const lost = new Set([last]);
  const state = apiAfter(world, lost, []);
  const ground = groundOf(bench, { lost, hasQuorum: state.hasQuorum });
  const services = world.groups.map((group) => {
    const plain = losses.of(group, lost);
    if (plain.verdict !== 'survives') return lossOutcome(group, plain, ground);
    const after = losses.of(group, lost, 'failures');
    if (after.verdict !== 'outage') return lossOutcome(group, after, ground);
    if (after.away.every((name) => before.has(name))) return lossOutcome(group, after, ground);
    return outcomeFor(
      group,
      'inconclusive',
      `after the loss and return of ${after.away.join(', ')} it would be stopped; whether also after these is not told: ${explainUnclear('budget')}`,
    );
  });
  const note = `${[...before].join(', ')} failed and came back before; pods that moved stay where they are.`;
  return scenario(failure, state, services, { volumes: volumesAfter(lost, world), note });
}
