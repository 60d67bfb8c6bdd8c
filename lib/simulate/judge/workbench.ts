import type { Resources } from '../../model/kubernetes/resources';
import { totalRequests } from '../capacity/room-after-loss';
import { apiAfter, type ApiState } from '../outcome/api-outcome';
import { GroupLosses } from '../outcome/group-loss';
import type { Ground } from '../outcome/ground';
import { pendingPods } from '../outcome/pending-pods';
import { zoneLosses } from '../outcome/zone-losses';
import type { Scenario } from '../simulation-result';
import type { World } from '../world/world';

/** What is worked out once for all failures of a world. */
export interface Workbench {
  readonly world: World;
  readonly losses: GroupLosses;
  /** What all pods request. */
  readonly taken: Resources;
  /** Pods that find no node after the loss of these, as kube-scheduler would place them. */
  readonly pendingWithout: (lost: ReadonlySet<string>) => Scenario['pending'];
}

export const NONE: ReadonlySet<string> = new Set();

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

/** What a failure leaves; what is not given is untouched. */
export function groundOf(bench: Workbench, more: Partial<Ground>): Ground {
  const { world, losses, taken } = bench;
  const zones = zoneLosses(world, more.lost ?? NONE);
  return {
    ...{ world, losses, taken, zones, lost: NONE, waits: new Map() },
    ...{ forGood: false, runsOn: false, hasQuorum: true },
    ...more,
  };
}

/** The API where nothing of it is touched. */
export function untouched({ world }: Workbench): ApiState {
  return apiAfter(world, NONE, []);
}
