import type { ObjectReference } from '../model/object-reference';
import type { RoomLeft } from './capacity/room-left';
import type { FailureKind } from './failures/failure';
import type { Duration } from './timing/duration';

/**
 * What a failure does, the worst first.
 *
 * - `outage`: in some legal placement nobody is served for the time told.
 * - `inconclusive`: it cannot be told. Never a pass.
 * - `degrades`: it goes on with less: fewer copies, no changes, a part of the requests.
 * - `survives`: it goes on in every legal placement.
 */
export const VERDICTS = ['outage', 'inconclusive', 'degrades', 'survives'] as const;

export type Verdict = (typeof VERDICTS)[number];

export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? 'survives';
}

/** What would make an outage shorter. */
export interface Shortening {
  readonly change: string;
  /** The longest outage then; null: still without bound. */
  readonly maxSeconds: number | null;
}

export interface Outcome {
  readonly verdict: Verdict;
  /** How long; all zero where nothing is noticed. */
  readonly outage: Duration;
  /** Why, in a sentence. */
  readonly reason: string;
}

/** What those notice who use something that goes on. */
export interface Felt {
  /** `up to 1 of 3 new connections fail`. */
  readonly what: string;
  /** The largest share of requests that fail; null where none do. */
  readonly share: number | null;
  readonly duration: Duration;
}

export interface PodsOnNode {
  readonly node: string;
  readonly pods: number;
}

export interface ServiceOutcome extends Outcome {
  readonly object: ObjectReference;
  /** Which of the object's pods, where it has several kinds. */
  readonly part: string | null;
  /** Of a service that survives; null where nobody notices. */
  readonly felt: Felt | null;
  /** Writes of so many seconds can be lost; null: without bound. */
  readonly lossSeconds: number | null;
  /** A legal placement in which it happens; empty where there is none to show. */
  readonly placement: readonly PodsOnNode[];
  /** What somebody has to do; null: nothing. */
  readonly act: string | null;
  readonly shorter: readonly Shortening[];
}

export interface VolumeOutcome {
  /** `namespace/claim` */
  readonly name: string;
  /** Of the pods that use it. */
  readonly object: ObjectReference;
  readonly verdict: Verdict;
  /** Copies that are left at least; null: not known. */
  readonly replicasLeft: number | null;
  readonly lossSeconds: number | null;
  readonly reason: string;
}

export interface EtcdState {
  readonly members: number;
  readonly left: number;
  readonly quorum: boolean;
}

/** Nodes without the API while links are cut, as those see it who are there. */
export interface CutOffSide {
  readonly nodes: readonly string[];
  /** How many nodes they reach, themselves among them. */
  readonly reached: number;
  /** From the repair of the links to writes: terms with their bounds. */
  readonly api: Outcome;
  /** Services of which no pod may be within reach, in some legal placement: nobody there is served meanwhile. */
  readonly without: readonly Pick<ServiceOutcome, 'object' | 'part'>[];
  /** Services for which that cannot be told. */
  readonly unclear: readonly Pick<ServiceOutcome, 'object' | 'part'>[];
}

export interface Scenario {
  readonly id: string;
  readonly kind: FailureKind;
  readonly targets: readonly string[];
  readonly verdict: Verdict;
  /** What has to be said of the failure as a whole; empty for most. */
  readonly note: string;
  /** Null where the datastore is not etcd, or is not known. */
  readonly etcd: EtcdState | null;
  readonly api: Outcome;
  /** Without those that survive, unless there is something to say of them. */
  readonly services: readonly ServiceOutcome[];
  readonly volumes: readonly VolumeOutcome[];
  readonly pending: readonly { readonly pod: string; readonly reason: string }[];
  /** Those who are cut off from the API; empty where no link is cut. */
  readonly sides: readonly CutOffSide[];
}

/** Nodes that stop something only when all of them fail. */
export interface NamedCutSet {
  /** What stops: an object, the API, or a volume. */
  readonly what: 'service' | 'api' | 'volume';
  readonly object: ObjectReference | null;
  readonly name: string;
  readonly nodes: readonly string[];
  /** How many sets are like this one, with itself. */
  readonly alike: number;
}

/** The worst that single failures do to something. */
export interface Worst {
  readonly verdict: Verdict;
  readonly minSeconds: number;
  readonly maxSeconds: number | null;
  /** The failure that does it; null where none does anything. */
  readonly id: string | null;
}

/** What differs between two clusters for the API or a service; null: it is not there. */
export interface Change {
  readonly name: string;
  readonly before: Worst | null;
  readonly after: Worst | null;
}

export interface SimulationResult {
  readonly assumptions: readonly string[];
  readonly nodes: readonly string[];
  /** All that were looked at. */
  readonly services: readonly Pick<ServiceOutcome, 'object' | 'part'>[];
  readonly scenarios: readonly Scenario[];
  readonly cutSets: readonly NamedCutSet[];
  /** For what cut sets cannot be told. */
  readonly unclear: readonly { readonly name: string; readonly reason: string }[];
  /** Whether all pods find room with one and two nodes away; empty where it was not looked at. */
  readonly capacity: readonly RoomLeft[];
  /** What a patch changes; absent where none was tried. */
  readonly changes?: readonly Change[];
  /** What was not computed, because time was up or somebody stopped it; empty when all was. */
  readonly missing: readonly string[];
}
