import { getHeapStatistics } from 'node:v8';
import { checkpoint, InterruptedError } from '../../io/interrupt';
import { type RoomLeft, roomLeft } from '../../simulate/capacity/room-left';
import { namedCutSets } from '../../simulate/cut-sets/named-cut-sets';
import type { Failure } from '../../simulate/failures/failure';
import { assumptionsOf } from '../../simulate/assumptions';
import type { Workbench } from '../../simulate/judge/workbench';
import { servicesOf, simulateFailures } from '../../simulate/simulate';
import type { NamedCutSet, Scenario, SimulationResult } from '../../simulate/simulation-result';
import { showSteps } from '../show-steps';
import type { Streams } from '../command';

export interface SimulationPlan {
  readonly failures: Iterable<Failure>;
  /** How many there are, for the progress. */
  readonly count: number;
  /** Most nodes of a cut set; undefined: none are looked for. */
  readonly order: number | undefined;
  /** When the rest is left out, in milliseconds of the clock; undefined: never. */
  readonly until: number | undefined;
}

/** Results of more than this share of the memory of the process are too many to go on. */
const MOST_OF_HEAP = 0.7;

/** How long nobody looks whether to stop. */
const TURN_MS = 50;

/**
 * Tries all failures of a plan, until it is done, time or memory is up, or somebody interrupts: then `missing` says what was
 * not computed.
 */
export async function runSimulation(
  bench: Workbench,
  plan: SimulationPlan,
  streams: Streams,
  interrupt: AbortSignal,
): Promise<SimulationResult> {
  const { world } = bench;
  const progress = showSteps(streams, 'failures');
  let lastTurn = streams.now().getTime();
  const goesOn = async (done: number): Promise<boolean> => {
    const time = streams.now().getTime();
    if (plan.until !== undefined && time >= plan.until) return false;
    if (time - lastTurn >= TURN_MS) {
      lastTurn = time;
      if (isMemoryFull()) return false;
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
  for (const scenario of simulateFailures(plan.failures, bench)) {
    scenarios.push(scenario);
    if (await goesOn(scenarios.length)) continue;
    if (scenarios.length < plan.count)
      missing.push(
        `${plan.count - scenarios.length} of ${plan.count} failures${isMemoryFull() ? ', for which there is no memory' : ''}`,
      );
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
  const capacity: RoomLeft[] = [];
  if (plan.order !== undefined && missing.length === 0)
    for (const found of roomLeft(world)) {
      if (!(await goesOn(scenarios.length))) {
        missing.push('room after losses');
        break;
      }
      if (found) capacity.push(found);
    }
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

function isMemoryFull(): boolean {
  return process.memoryUsage().heapUsed > MOST_OF_HEAP * getHeapStatistics().heap_size_limit;
}
