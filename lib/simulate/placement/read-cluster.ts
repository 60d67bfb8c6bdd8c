import type { Manifest } from '../../model/manifest';
import type { LabelSelector, Labels } from '../../model/kubernetes/types';
import type { ControllerSelector, SchedulerCluster, SchedulerNode, SchedulerPod } from '../scheduler/cluster';
import { type ClassObjects, podCompleter } from './complete-pod';
import { controllerOf, podsOfWorkload, type Workload, WORKLOAD_KINDS } from './pods-of-workload';

/** A cluster and the pods that are, or are to be, in it. */
export interface PlacementInput {
  readonly cluster: SchedulerCluster;
  /** Those with a nodeName are there already; the others are pending, in the order of the input. */
  readonly pods: readonly SchedulerPod[];
}

interface Spec {
  readonly selector?: (LabelSelector & Labels) | null;
}

const FINISHED = ['Succeeded', 'Failed'];

/**
 * What manifests say about placement. Where there are Pods, those are the pods; otherwise the pods of the workloads are
 * made as their controllers would. Kinds that say nothing here are passed over.
 *
 * @param nodes to schedule onto; Node objects among the manifests are not looked at
 */
export function readCluster(objects: readonly Manifest[], nodes: readonly SchedulerNode[]): PlacementInput {
  const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
  const classes: ClassObjects = { priorities: ofKind('PriorityClass'), runtimes: ofKind('RuntimeClass') };
  const workloads = objects.filter(({ kind }) => WORKLOAD_KINDS.includes(kind)) as unknown as readonly Workload[];
  const running = ofKind('Pod').filter(({ status }) => {
    const { phase } = (status ?? {}) as { readonly phase?: string };
    return phase === undefined || !FINISHED.includes(phase);
  }) as unknown as readonly SchedulerPod[];
  const pods = (ofKind('Pod').length > 0 ? running : workloads.flatMap((workload) => podsOfWorkload(workload, nodes)))
    .map(inNamespace)
    .map(podCompleter(classes));
  const labels = new Map(
    ofKind('Namespace').map(({ metadata }): [string, Labels] => [metadata.name, metadata.labels ?? {}]),
  );
  return {
    cluster: {
      nodes,
      namespaces: new Map([...pods.map(({ metadata: { namespace } }): [string, Labels] => [namespace, {}]), ...labels]),
      services: ofKind('Service').flatMap(({ metadata, spec }) => {
        const { selector } = (spec ?? {}) as Spec;
        return selector && Object.keys(selector).length > 0
          ? [{ namespace: metadata.namespace ?? 'default', selector }]
          : [];
      }),
      controllers: [
        ...workloads.flatMap((workload) => controllerOf(workload) ?? []),
        ...ofKind('ReplicationController').map(replicationController),
      ],
    },
    pods,
  };
}

function replicationController({ metadata, spec }: Manifest): ControllerSelector {
  const { selector } = (spec ?? {}) as Spec;
  const { name, namespace = 'default' } = metadata;
  return { kind: 'ReplicationController', name, namespace, selector: selector ? { matchLabels: selector } : undefined };
}

function inNamespace(pod: SchedulerPod): SchedulerPod {
  const { namespace = 'default' } = pod.metadata as { readonly namespace?: string };
  return { ...pod, metadata: { ...pod.metadata, namespace } };
}
