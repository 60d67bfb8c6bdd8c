import { at, integer, isObject, object } from './json';
import type { KubeObject } from './kube-object';
import type { LabelSelector } from './kubernetes/types';
import { type PodTemplate, readLabelSelector, readPodTemplate } from './pod-template';
import type { FieldPath } from './source';

/**
 * How an object makes pods: so many that are alike, one on each node, pods that end, or itself.
 *
 * `operator`: a release or an operator makes the Deployment; of its template only labels and image are known.
 */
export type WorkloadKind = 'replicated' | 'daemon' | 'job' | 'pod' | 'operator';

/** An object that makes pods. */
export interface Workload {
  readonly object: KubeObject;
  readonly kind: WorkloadKind;
  readonly pod: PodTemplate;
  /** Which pods it takes for its own; undefined where none is written (API versions before apps/v1 took the labels). */
  readonly selector: LabelSelector | undefined;
  /** Where the number of replicas is written or would be. */
  readonly replicasPath: FieldPath;
  /** As written in the object; undefined where it is not, or is no number. */
  readonly declaredReplicas: number | undefined;
  /** What leads to it where no file describes it, and the field of that which decides about its replicas. */
  readonly madeBy?: { readonly object: KubeObject; readonly field: FieldPath };
}

interface Shape {
  readonly kind: WorkloadKind;
  readonly template: readonly string[];
}

const TEMPLATE = ['spec', 'template'];

const SHAPES: Readonly<Record<string, Shape>> = {
  Deployment: { kind: 'replicated', template: TEMPLATE },
  StatefulSet: { kind: 'replicated', template: TEMPLATE },
  ReplicaSet: { kind: 'replicated', template: TEMPLATE },
  ReplicationController: { kind: 'replicated', template: TEMPLATE },
  DeploymentConfig: { kind: 'replicated', template: TEMPLATE },
  'DeploymentConfig.apps.openshift.io': { kind: 'replicated', template: TEMPLATE },
  'Rollout.argoproj.io': { kind: 'replicated', template: TEMPLATE },
  'CloneSet.apps.kruise.io': { kind: 'replicated', template: TEMPLATE },
  'StatefulSet.apps.kruise.io': { kind: 'replicated', template: TEMPLATE },
  DaemonSet: { kind: 'daemon', template: TEMPLATE },
  'DaemonSet.apps.kruise.io': { kind: 'daemon', template: TEMPLATE },
  Job: { kind: 'job', template: TEMPLATE },
  CronJob: { kind: 'job', template: ['spec', 'jobTemplate', 'spec', 'template'] },
  Pod: { kind: 'pod', template: [] },
};

/** The workload that an object is; undefined for all others, and for one that another controller owns. */
export function readWorkload(kubeObject: KubeObject): Workload | undefined {
  const shape = Object.hasOwn(SHAPES, kubeObject.type) ? SHAPES[kubeObject.type] : undefined;
  if (shape === undefined || isOwned(kubeObject)) return undefined;
  const template = object(at(kubeObject.manifest, ...shape.template));
  return {
    object: kubeObject,
    kind: shape.kind,
    pod: readPodTemplate(template, shape.template),
    selector: readSelector(kubeObject),
    replicasPath: ['spec', 'replicas'],
    declaredReplicas: integer(kubeObject.spec['replicas']),
  };
}

/** ReplicationControllers and DeploymentConfigs write their selector as a plain map. */
function readSelector({ type, spec }: KubeObject): LabelSelector | undefined {
  const plain = type === 'ReplicationController' || type.startsWith('DeploymentConfig');
  return plain && isObject(spec['selector'])
    ? readLabelSelector({ matchLabels: spec['selector'] })
    : readLabelSelector(spec['selector']);
}

/** Pods of a ReplicaSet and the like, as a live cluster lists them: whoever owns them is judged. */
function isOwned({ manifest }: KubeObject): boolean {
  const owners = at(manifest, 'metadata', 'ownerReferences');
  return Array.isArray(owners) && owners.some((owner: unknown) => at(owner, 'controller') === true);
}
