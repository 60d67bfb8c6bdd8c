import type { Failure } from '../failures/failure';
import { apiAfter } from '../outcome/api-outcome';
import { lossOutcome } from '../outcome/service-outcome';
import type { Scenario, VolumeOutcome } from '../simulation-result';
import { volumeOutcome } from '../storage/volume-outcome';
import type { World } from '../world/world';
import { scenario } from './scenario';
import { groundOf, untouched, type Workbench } from './workbench';

/** Nodes without power, or without their disk, which takes what runs from it as well. */
export function nodesLost(
  failure: Failure,
  lost: ReadonlySet<string>,
  bench: Workbench,
  { forGood }: { readonly forGood: boolean },
): Scenario {
  const { world, losses } = bench;
  const state = apiAfter(world, lost, []);
  const ground = groundOf(bench, { lost, forGood, hasQuorum: state.hasQuorum });
  const note = forGood ? 'Taken as the only disk of its host: what runs there stops as well.' : '';
  return scenario(
    failure,
    state,
    world.groups.map((group) => lossOutcome(group, losses.of(group, lost), ground)),
    { volumes: volumesAfter(lost, world, forGood), pending: state.hasQuorum ? bench.pendingWithout(lost) : [], note },
  );
}

/** Where nobody named the nodes: what holds on every inventory of three or more. */
export function anyNodeLost(failure: Failure, bench: Workbench): Scenario {
  const ground = groundOf(bench, { lost: new Set(['any node']) });
  return scenario(
    failure,
    untouched(bench),
    bench.world.groups.map((group) => lossOutcome(group, bench.losses.ofAnyNode(group), ground)),
  );
}

/** What becomes of all volumes, in one order whatever is away. */
export function volumesAfter(nodes: ReadonlySet<string>, world: World, forGood = false): readonly VolumeOutcome[] {
  return [...world.volumes].flatMap(([group, volumes]) =>
    volumes.map((volume) => volumeOutcome(volume, group, world, { nodes, forGood })),
  );
}
