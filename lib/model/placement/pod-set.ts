import type { NamespaceLabels, PodIdentity } from '../kubernetes/affinity-term';
import type { Resources } from '../kubernetes/resources';
import type { Labels, Node, PodSpec } from '../kubernetes/types';

/** Pods of one template, as far as their placement is concerned. */
export interface PodSet {
  readonly namespace: string;
  /** As the pods carry them. Labels that a controller adds, such as pod-template-hash, may be left out. */
  readonly labels: Labels;
  readonly spec: PodSpec;
  /** How many; `perNode` is one on each node that may have one, as a DaemonSet. */
  readonly replicas: number | 'perNode';
  /** How many pods beyond `replicas` a rolling update may add. @default 0 */
  readonly maxSurge?: number;
  /** The only nodes that the pods' volumes can be attached to. @default all */
  readonly volumeNodes?: readonly string[];
}

/** What the pods are placed into. */
export interface Surroundings {
  /** The label `kubernetes.io/hostname` is taken from the name where it lacks. */
  readonly nodes: readonly Node[];
  /**
   * Pods of other templates in reach of the set's selectors. Where a selector selects one of them, the placement
   * depends on theirs, and the verdict is inconclusive.
   *
   * @default none
   */
  readonly others?: readonly PodIdentity[];
  /** What pods of DaemonSets take of each node. @default nothing */
  readonly reserved?: Resources;
  readonly namespaceLabels?: NamespaceLabels;
}
