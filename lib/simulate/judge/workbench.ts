import type { Resources } from '../../model/kubernetes/resources';
import { totalRequests } from '../capacity/room-after-loss';
import { apiAfter, type ApiState } from '../outcome/api-outcome';
import { keep } from '../keep';
import { GroupLosses } from '../outcome/group-loss';
import type { Ground } from '../outcome/ground';
import { pendingPods } from '../outcome/pending-pods';
import { zoneLosses } from '../outcome/zone-losses';
import { Evictions } from '../preemption/evictions';
import type { Scenario } from '../simulation-result';
import type { World } from '../world/world';

/** What is worked out once for all failures of a world. */
export interface Workbench {
  readonly world: World;
  readonly losses: GroupLosses;
  /** What all pods request that have this priority or a higher one; without one, all pods. */
  readonly taken: (least?: number) => Resources;
  readonly evictions: Evictions;
  /** Pods that find no node after the loss of these, as kube-scheduler would place them. */
  readonly pendingWithout: (lost: ReadonlySet<string>) => Scenario['pending'];
}

export const NONE: ReadonlySet<string> = new Set();

/** The tools for all failures of a world, which remember what they found. */
export function makeWorkbench(world: World, seed = 1): Workbench {
  const losses = new GroupLosses(world);
  const taken = takenIn(world);
  return {
    world,
    losses,
    taken,
    evictions: new Evictions(world, losses, taken()),
    pendingWithout: pendingPods(world, seed),
  };
}

function takenIn({ occupants, model }: World): Workbench['taken'] {
  const known = new Map<number, Resources>();
  const nodes = model.nodes.all.length;
  return (least = -Infinity) =>
    keep(known, least, () =>
      totalRequests(
        occupants
          .filter(({ priority }) => priority >= least)
          .map(({ pods, most }) => ({ spec: pods.spec, count: pods.replicas === 'perNode' ? nodes : most })),
      ),
    );
}

/** What a failure leaves; what is not given is untouched. */
export function groundOf(bench: Workbench, more: Partial<Ground>): Ground {
  const { world, losses, taken, evictions } = bench;
  const zones = zoneLosses(world, more.lost ?? NONE);
  return {
    ...{ world, losses, taken, evictions, zones, lost: NONE, waits: new Map(), recoveries: new Map() },
    ...{ forGood: false, runsOn: false, hasQuorum: true },
    ...more,
  };
}

/** The API where nothing of it is touched. */
export function untouched({ world }: Workbench): ApiState {
  return apiAfter(world, NONE, []);
}
