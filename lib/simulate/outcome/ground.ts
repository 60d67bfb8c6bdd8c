import type { Resources } from '../../model/kubernetes/resources';
import type { Shortening } from '../simulation-result';
import type { Duration, Term } from '../timing/duration';
import type { ZoneLoss } from '../timing/node-loss';
import type { Evictions } from '../preemption/evictions';
import type { World } from '../world/world';
import type { GroupLosses } from './group-loss';

/** How pods of lost nodes come back. */
export interface ComingBack {
  readonly duration: Duration;
  /** What keeps them from it until somebody acts; empty where nothing does. */
  readonly blocked: readonly Term[];
  readonly shorter: readonly Shortening[];
}

/** What a failure leaves, on which everything that is judged stands. */
export interface Ground {
  readonly world: World;
  readonly losses: GroupLosses;
  /** Nodes that are away, as those see it that go on. */
  readonly lost: ReadonlySet<string>;
  /** How much of each zone that is. */
  readonly zones: readonly ZoneLoss[];
  /** Whether their disks are gone, too. */
  readonly forGood: boolean;
  /** Whether their pods run on there, out of reach. */
  readonly runsOn: boolean;
  /** Whether the API can be written to. */
  readonly hasQuorum: boolean;
  /** What all pods of the cluster request together; those of this priority or a higher one, where it is given. */
  readonly taken: (least?: number) => Resources;
  readonly evictions: Evictions;
  /** How pods come back, by what that depends on. */
  readonly recoveries: Map<string, ComingBack>;
  /** What is known already of why pods find no node. */
  readonly waits: Map<string, readonly Term[]>;
}
