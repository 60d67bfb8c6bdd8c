import type { ClusterModel } from '../../model/cluster-model';
import { at, object, objects } from '../../model/json';
import type { KubeObject } from '../../model/kube-object';
import type { OperatorSet } from '../../model/knowledge/knowledge';
import { hasNodeRules, withoutNodeRules } from '../../model/kubernetes/node-rules';
import { instanceCounts, instancesApart } from '../../model/operator-instances';
import type { PodSet } from '../../model/placement/pod-set';
import { readScheduling } from '../../model/pod-template';
import type { Role } from '../../model/role';
import type { Workload } from '../../model/workload';
import { preempts, priorityOf } from '../placement/complete-pod';
import { majorityOf } from '../quorum/quorum';

/** Pods that are alike: those of a workload, or those that an operator makes for a custom resource. */
export interface PodGroup {
  readonly object: KubeObject;
  /** Which of the object's pods, where it has several kinds, such as `brokers`. */
  readonly part: string | undefined;
  readonly workload: Workload | undefined;
  readonly role: Role;
  readonly pods: PodSet;
  readonly replicas: number;
  /** How many there may be where something scales them: these take room. */
  readonly most: number;
  /** Higher ones may have lower ones evicted when they find no node. */
  readonly priority: number;
  /** Whether they may do so, by their preemptionPolicy. */
  readonly preempts: boolean;
  /** How many of them have to be there: one, or more than half of those that vote. */
  readonly need: number;
  /** A release or an operator makes them: of their template only a part is known. */
  readonly partlyKnown: boolean;
  /** Which nodes they ask for cannot be told, because nobody said which labels nodes have. */
  readonly asksForUnknownNodes: boolean;
}

/** All pods that take room; those of jobs (role `job`) end by themselves. What has no pods has none to lose. */
export function podGroups(model: ClusterModel): readonly PodGroup[] {
  const classes = model.ofType('PriorityClass').map(({ manifest }) => manifest);
  return [
    ...model.workloads.map((workload) => groupOfWorkload(workload, model)),
    ...model.objects.flatMap((one) => groupsOfOperator(one, model)),
  ]
    .filter(({ replicas }) => replicas > 0)
    .map((group) => ({
      ...group,
      priority: group.pods.spec.priority ?? priorityOf(group.pods.spec, classes),
      preempts: preempts(group.pods.spec, classes),
    }));
}

type Unranked = Omit<PodGroup, 'priority' | 'preempts'>;

function groupOfWorkload(workload: Workload, model: ClusterModel): Unranked {
  const role = model.role(workload);
  const rollout = model.rollout(workload);
  const { count: replicas, scalers } = model.replicas(workload);
  const votes = model.program(workload)?.role === 'quorum' && workload.kind !== 'daemon';
  return {
    object: workload.object,
    part: undefined,
    workload,
    role,
    ...place(model, {
      namespace: workload.object.namespace,
      labels: workload.pod.labels,
      spec: workload.pod.scheduling,
      replicas: workload.kind === 'daemon' ? 'perNode' : replicas,
      maxSurge: rollout?.kind === 'rolling' ? rollout.surge : 0,
    }),
    replicas,
    most: Math.max(replicas, ...scalers.map(({ maximum }) => maximum)),
    need: votes ? majorityOf(replicas) : 1,
    partlyKnown: workload.madeBy !== undefined,
  };
}

function groupsOfOperator(one: KubeObject, model: ClusterModel): readonly Unranked[] {
  const sets = model.knowledge.operatorOf(one.type)?.sets ?? [];
  return sets.flatMap((set) =>
    instanceCounts(one, set).map((replicas, i, all) => ({
      object: one,
      part: all.length > 1 ? `${set.name} ${i + 1}` : sets.length > 1 ? set.name : undefined,
      workload: undefined,
      role: 'server' as const,
      ...place(model, operatorPods(one, set, replicas, i)),
      replicas,
      most: replicas,
      need: set.quorum === true ? majorityOf(replicas) : 1,
      partlyKnown: false,
    })),
  );
}

/** What a custom resource says of its pods where most operators read it; the rest is the operator's. */
function operatorPods(one: KubeObject, set: OperatorSet, replicas: number, index: number): PodSet {
  const labels = { 'zero-spof.io/instances': `${one.name} ${set.name} ${index}` };
  const affinity = object(one.spec['affinity']);
  const tolerations = objects(affinity['tolerations'] ?? one.spec['tolerations']);
  const apart = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: labels } };
  return {
    namespace: one.namespace,
    labels,
    replicas,
    spec: readScheduling({
      tolerations,
      nodeSelector: affinity['nodeSelector'] ?? one.spec['nodeSelector'],
      priorityClassName: one.spec['priorityClassName'],
      containers: [{ resources: at(one.spec, 'resources') }],
      ...(instancesApart(one, set)
        ? { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [apart] } } }
        : {}),
    }),
  };
}

/** Where nobody says which labels nodes have, rules about them cannot be followed. */
function place({ nodes }: ClusterModel, pods: PodSet): Pick<PodGroup, 'pods' | 'asksForUnknownNodes'> {
  if (nodes.labelled) return { pods, asksForUnknownNodes: false };
  return { pods: { ...pods, spec: withoutNodeRules(pods.spec) }, asksForUnknownNodes: hasNodeRules(pods.spec) };
}

/** `Deployment shop/web`, and `Cluster apps/store (instances)`. */
export function describeGroup({ object: { kind, namespace, name }, part }: PodGroup): string {
  const named = namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
  return part === undefined ? named : `${named} (${part})`;
}
