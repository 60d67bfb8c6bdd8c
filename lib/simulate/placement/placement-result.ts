import type { ObjectReference } from '../../model/object-reference';
import type { PlacementStep } from './place-pods';

/** On how few nodes the pods of one object can come to be. */
export interface Concentration {
  readonly object: ObjectReference;
  /** Which of its pods; null where there is one kind only. */
  readonly part: string | null;
  readonly replicas: number;
  /** Fewest nodes in any legal placement; null where it cannot be told. */
  readonly fewestNodes: number | null;
  /** A placement on so few: pods by node. */
  readonly witness: Readonly<Record<string, number>>;
  /** Why it cannot be told. */
  readonly unclear: string | null;
}

/** Where kube-scheduler would put all pods, and how badly it might. */
export interface PlacementResult {
  readonly assumptions: readonly string[];
  readonly nodes: readonly string[];
  readonly steps: readonly PlacementStep[];
  readonly concentrations: readonly Concentration[];
}

/** Of the placement that is likely; the worst one has evictions. */
export const NOBODY_EVICTED =
  'In the likely placement nobody is evicted for pods of higher priority: which pods stay pending may differ.';
