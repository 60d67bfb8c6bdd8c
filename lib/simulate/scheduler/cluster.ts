import type { Container, LabelSelector, Labels, Node, Pod, PodSpec } from '../../model/kubernetes/types';

/** A node with the images that its kubelet says it has. */
export interface SchedulerNode extends Node {
  readonly status?:
    | (NonNullable<Node['status']> & {
        readonly images?: readonly { readonly names?: readonly string[] | null; readonly sizeBytes?: number }[] | null;
      })
    | null;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly controller?: boolean;
}

export interface SchedulerPodSpec extends PodSpec {
  readonly schedulerName?: string;
  readonly schedulingGates?: readonly { readonly name: string }[] | null;
  readonly runtimeClassName?: string;
  readonly volumes?: readonly { readonly image?: { readonly reference?: string } | null }[] | null;
  readonly containers?: readonly Container[] | null;
}

/** A pod as the scheduler sees it. Name and namespace together are its identity. */
export interface SchedulerPod extends Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Labels | null;
    readonly ownerReferences?: readonly OwnerReference[] | null;
    /** A pod that is being deleted no longer counts for topology spread. */
    readonly deletionTimestamp?: string;
  };
  readonly spec: SchedulerPodSpec;
}

/** A Service, by what the default spread of pods takes from it. */
export interface ServiceSelector {
  readonly namespace: string;
  readonly selector: Labels;
}

/** A ReplicaSet, StatefulSet or ReplicationController, by what the default spread of its pods takes from it. */
export interface ControllerSelector {
  readonly kind: 'ReplicaSet' | 'StatefulSet' | 'ReplicationController';
  readonly namespace: string;
  readonly name: string;
  readonly selector: LabelSelector | undefined;
}

/** What scheduling decisions are made of, beside pods. Nothing of it changes while pods come and go. */
export interface SchedulerCluster {
  readonly nodes: readonly SchedulerNode[];
  /** Labels of the namespaces that exist. Each has `kubernetes.io/metadata.name` besides. */
  readonly namespaces: ReadonlyMap<string, Labels>;
  readonly services: readonly ServiceSelector[];
  readonly controllers: readonly ControllerSelector[];
}

/** namespace/name, which no two pods share. */
export function podName({ metadata }: SchedulerPod): string {
  return `${metadata.namespace}/${metadata.name}`;
}
