import type { ClusterSpec } from '../cluster-spec';
import type { Draft } from '../draft';

/** A cross-field check. It runs only when the sections that it reads have the right structure. */
export interface Check {
  readonly reads: readonly (keyof ClusterSpec)[];
  readonly run: (spec: ClusterSpec) => readonly Draft[];
}
