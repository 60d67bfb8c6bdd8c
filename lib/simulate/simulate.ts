import { referenceTo } from '../model/object-reference';
import { totalRequests } from './capacity/room-after-loss';
import type { Failure } from './failures/failure';
import { GroupLosses } from './outcome/group-loss';
import { pendingPods } from './outcome/pending-pods';
import { simulateFailure, type Workbench } from './simulate-failure';
import type { Scenario, SimulationResult } from './simulation-result';
import type { World } from './world/world';

/** The tools for all failures of a world, which remember what they found. */
export function makeWorkbench(world: World, seed = 1): Workbench {
  const nodes = world.model.nodes.all.length;
  return {
    world,
    losses: new GroupLosses(world),
    taken: totalRequests(
      world.groups.map(({ pods, replicas }) => ({
        spec: pods.spec,
        count: pods.replicas === 'perNode' ? nodes : replicas,
      })),
    ),
    pendingWithout: pendingPods(world, seed),
  };
}

/** Everything whose outcomes are told. */
export function servicesOf({ groups, shared }: World): SimulationResult['services'] {
  return [
    ...groups.map(({ object, part }) => ({ object: referenceTo(object), part: part ?? null })),
    ...shared.map(({ object }) => ({ object: referenceTo(object), part: null })),
  ];
}

/** What each failure does, one after the other: whoever asks may stop between two. */
export function* simulateFailures(failures: Iterable<Failure>, bench: Workbench): Generator<Scenario> {
  for (const failure of failures) yield simulateFailure(failure, bench);
}
