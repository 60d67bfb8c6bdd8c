import { referenceTo } from '../model/object-reference';
import type { Failure } from './failures/failure';
import type { Workbench } from './judge/workbench';
import { simulateFailure } from './simulate-failure';
import type { Scenario, SimulationResult } from './simulation-result';
import type { World } from './world/world';

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
