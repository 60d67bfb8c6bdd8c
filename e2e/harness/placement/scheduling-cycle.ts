import type { SchedulerCluster, SchedulerPod } from '../../../lib/simulate/scheduler/cluster';
import type { RandomCluster } from '../../../lib/simulate/scheduler/fixtures/random-cluster';
import { component } from '../components';
import { mustRun } from '../run';

/** What the real scheduler did with one pod. */
export interface RealStep {
  /** namespace/name */
  readonly pod: string;
  /** The node that it took; absent when the pod stays pending. */
  readonly chosen?: string;
  readonly feasible: readonly string[];
  /** Node → reasons of the filter that refused it. Nodes that were not looked at are missing. */
  readonly rejected: Readonly<Record<string, readonly string[]>>;
  /** Node → plugin → weighted score; empty when there was nothing to choose. */
  readonly scores: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The condition of the pod when it stays pending. */
  readonly message?: string;
  /** Time of the scheduling cycle. */
  readonly nanos: number;
}

/**
 * Schedules the pods of clusters by the code of kube-scheduler, one pod after the other.
 *
 * @throws Error when a cluster holds what the API server would refuse
 */
export async function runSchedulingCycles(
  clusters: readonly RandomCluster[],
): Promise<readonly (readonly RealStep[])[]> {
  const input = clusters.map((random) => `${JSON.stringify(toObjects(random.cluster, random.pods))}\n`).join('');
  const { stdout } = await mustRun(component('scheduling-cycle').path, [], { input });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line, index) => {
      const { error, steps } = JSON.parse(line) as { error?: string; steps: readonly RealStep[] };
      if (error !== undefined) throw new Error(`cluster ${index}: ${error}`);
      return steps;
    });
}

/** A cluster as objects of the API. */
export function toObjects(
  { nodes, namespaces, services, controllers }: SchedulerCluster,
  pods: readonly SchedulerPod[],
) {
  const made = (wanted: (typeof controllers)[number]['kind']) =>
    controllers
      .filter(({ kind }) => kind === wanted)
      .map(({ name, namespace, selector }) => ({
        metadata: { name, namespace },
        spec: { selector: wanted === 'ReplicationController' ? selector?.matchLabels : selector },
      }));
  return {
    namespaces: [...namespaces].map(([name, labels]) => ({ metadata: { name, labels } })),
    services: services.map(({ namespace, selector }, index) => ({
      metadata: { name: `service-${index}`, namespace },
      spec: { selector },
    })),
    replicaSets: made('ReplicaSet'),
    statefulSets: made('StatefulSet'),
    replicationControllers: made('ReplicationController'),
    nodes,
    pods,
  };
}
