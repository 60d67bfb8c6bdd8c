import type { Cluster, ClusterOptions } from '../harness/cluster/cluster';
import type { FigureId } from './figures';
import type { Stage } from './stage';

/** A failure that can be repeated, and what is looked at. */
export interface Experiment {
  /** Names the failure. */
  readonly id: string;
  readonly title: string;
  readonly cluster: ClusterOptions;
  /** Brings what the failure is to meet, such as workloads. @returns what takes it away again @default nothing */
  readonly prepare?: (cluster: Cluster) => Promise<() => Promise<void>>;
  /** Acts and waits. @returns the observers that stay with the majority, or reach it, all the time */
  readonly run: (stage: Stage) => Promise<readonly string[]>;
  readonly figures: readonly FigureId[];
}
