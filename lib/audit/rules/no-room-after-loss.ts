import type { ClusterModel } from '../../model/cluster-model';
import type { KubeObject } from '../../model/kube-object';
import { allocatableOf, podRequests, type Resources } from '../../model/kubernetes/resources';
import type { Node } from '../../model/kubernetes/types';
import type { FieldPath } from '../../model/source';
import { clusterFileObject } from '../cluster-file';
import { defineRule } from '../define-rule';

export const noRoomAfterLoss = defineRule({
  id: 'no-room-after-loss',
  topic: 'placement',
  title: 'Without one of the nodes, the others have no room for all pods.',
  why: 'Pods of a lost node are made again on the others. Where those together offer less than all pods request, some stay Pending until the node is back: those with the lowest priority, or whichever came last. A drain stands still for the same reason.',
  remedy: 'Add a node, or lower requests; give what may wait a lower priority.',
  example: 'kubectl describe nodes | grep -A 8 "Allocated resources"',
  sources: [
    'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-requests-are-scheduled',
    'https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/',
  ],
  check: (model) => {
    const { nodes } = model;
    const room = nodes.all.map(allocatableOf);
    const needs = needsOf(model);
    // Arithmetic only proves that there is too little: whether what is enough in sum can be divided is for simulate.
    const worst = (['cpu', 'memory'] as const)
      .flatMap((resource) => {
        const offers = room.map((amounts) => amounts?.[resource]);
        if (nodes.all.length < 2 || offers.some((offer) => offer === undefined)) return [];
        const free = offers.map((offer, i) => (offer ?? 0) - (needs.onNode[i]?.[resource] ?? 0));
        const all = free.reduce((sum, amount) => sum + amount, 0);
        const asked = needs.anywhere[resource] ?? 0;
        return free.map((own, i) => ({ resource, i, asked, left: all - own }));
      })
      .filter(({ asked, left }) => asked > left)
      .sort((a, b) => b.asked / Math.max(b.left, 1) - a.asked / Math.max(a.left, 1))[0];
    const node = worst && nodes.all[worst.i];
    const place = node && placeOf(node, model);
    if (worst === undefined || node === undefined || place === undefined) return [];
    const { resource, asked, left } = worst;
    return [
      {
        severity: 'degrades',
        ...place,
        message: `Without node ${node.metadata.name}, the others have ${amount(resource, left)} of ${resource} for pods that request ${amount(resource, asked)}: some stay Pending until it is back.`,
      },
    ];
  },
});

interface Needs {
  /** Of pods that may go to another node. */
  readonly anywhere: Resources;
  /** Of the DaemonSets' pods of each node. */
  readonly onNode: readonly Resources[];
}

function needsOf(model: ClusterModel): Needs {
  const anywhere: Record<string, number> = {};
  const onNode = model.nodes.all.map((): Record<string, number> => ({}));
  const index = new Map(model.nodes.all.map((node, i) => [node, i]));
  for (const workload of model.workloads) {
    if (workload.kind === 'job') continue;
    const requests = podRequests(workload.pod.scheduling) ?? {};
    if (workload.kind === 'daemon')
      for (const node of model.eligibleNodes(workload)) add(onNode[index.get(node) ?? -1], requests, 1);
    else add(anywhere, requests, model.replicas(workload).count);
  }
  return { anywhere, onNode };
}

function add(sum: Record<string, number> | undefined, requests: Resources, times: number): void {
  if (sum === undefined) return;
  for (const [name, value] of Object.entries(requests)) sum[name] = (sum[name] ?? 0) + value * times;
}

/** Where the node is written. */
function placeOf(node: Node, model: ClusterModel): { object: KubeObject; field: FieldPath } | undefined {
  const object = model.ofType('Node').find(({ name }) => name === node.metadata.name);
  if (object !== undefined) return { object, field: ['status', 'allocatable'] };
  const file = clusterFileObject(model);
  const index = model.cluster?.nodes.findIndex(({ name }) => name === node.metadata.name) ?? -1;
  return file === undefined || index < 0 ? undefined : { object: file, field: ['nodes', index, 'capacity'] };
}

const GIB = 1024 ** 3;

function amount(resource: 'cpu' | 'memory', value: number): string {
  return resource === 'cpu' ? `${Math.max(0, value)}m` : `${(Math.max(0, value) / GIB).toFixed(1)} Gi`;
}
