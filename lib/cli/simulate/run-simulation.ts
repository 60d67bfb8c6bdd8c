import { checkpoint, InterruptedError } from '../../io/interrupt';
import { roomLeft } from '../../simulate/capacity/room-left';
import { namedCutSets } from '../../simulate/cut-sets/named-cut-sets';
import type { Failure } from '../../simulate/failures/failure';
import { assumptionsOf } from '../../simulate/assumptions';
import { makeWorkbench } from '../../simulate/judge/workbench';
import { servicesOf, simulateFailures } from '../../simulate/simulate';
import type { NamedCutSet, Scenario, SimulationResult } from '../../simulate/simulation-result';
import type { World } from '../../simulate/world/world';
import { showSteps } from '../show-steps';
import type { Streams } from '../command';

export interface SimulationPlan {
  readonly failures: Iterable<Failure>;
  /** How many there are, for the progress. */
  readonly count: number;
  /** Most nodes of a cut set; undefined: none are looked for. */
  readonly order: number | undefined;
  /** Seconds after which the rest is left out; undefined: no limit. */
  readonly timeLimitSeconds: number | undefined;
  readonly seed: number;
}

/** How long nobody looks whether to stop. */
const TURN_MS = 50;

/**
 * Tries all failures of a plan, until it is done, time is up, or somebody interrupts: then `missing` says what was
 * not computed.
 */
export async function runSimulation(
  world: World,
  plan: SimulationPlan,
  streams: Streams,
  interrupt: AbortSignal,
): Promise<SimulationResult> {
  const start = streams.now().getTime();
  const progress = showSteps(streams, 'failures');
  let lastTurn = start;
  const goesOn = async (done: number): Promise<boolean> => {
    const time = streams.now().getTime();
    if (plan.timeLimitSeconds !== undefined && time - start >= plan.timeLimitSeconds * 1000) return false;
    if (time - lastTurn >= TURN_MS) {
      lastTurn = time;
      progress.show(done, plan.count);
      try {
        await checkpoint(interrupt);
      } catch (error) {
        if (error instanceof InterruptedError) return false;
        throw error;
      }
    }
    return true;
  };

  const scenarios: Scenario[] = [];
  const cutSets: NamedCutSet[] = [];
  const unclear: SimulationResult['unclear'][number][] = [];
  const missing: string[] = [];
  const bench = makeWorkbench(world, plan.seed);
  for (const scenario of simulateFailures(plan.failures, bench)) {
    scenarios.push(scenario);
    if (await goesOn(scenarios.length)) continue;
    if (scenarios.length < plan.count) missing.push(`${plan.count - scenarios.length} of ${plan.count} failures`);
    break;
  }
  if (plan.order !== undefined) {
    for (const found of namedCutSets(bench, plan.order)) {
      if (missing.length > 0 || !(await goesOn(scenarios.length))) {
        missing.push('cut sets');
        break;
      }
      cutSets.push(...found.cutSets);
      unclear.push(...found.unclear);
    }
  }
  const capacity = plan.order !== undefined && (await goesOn(scenarios.length)) ? roomLeft(world) : [];
  progress.end();
  return {
    assumptions: assumptionsOf(bench),
    nodes: world.model.nodes.known ? world.model.nodes.all.map(({ metadata }) => metadata.name) : [],
    services: servicesOf(world),
    scenarios,
    cutSets: cutSets.toSorted((a, b) => a.nodes.length - b.nodes.length),
    unclear,
    capacity,
    missing,
  };
}
