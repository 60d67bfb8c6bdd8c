import type { ClusterModel } from '../../model/cluster-model';
import { allocatableOf } from '../../model/kubernetes/resources';
import { podName } from '../scheduler/cluster';
import { NOMINAL_NODE } from '../scheduler/node-table';
import { makeWorld } from '../world/world';
import { concentrationOf } from './concentration';
import { placePods } from './place-pods';
import { NOBODY_EVICTED, type PlacementResult } from './placement-result';
import { readCluster } from './read-cluster';

/** Places all pods of a model, as kube-scheduler would and as badly as it may. */
export function simulatePlacement(model: ClusterModel, seed: number): PlacementResult {
  const world = makeWorld(model);
  const { cluster, pods } = readCluster(
    model.objects.map(({ manifest }) => manifest),
    model.nodes.all,
  );
  const steps = placePods(cluster, pods, seed);
  const priorities = new Map(pods.map((pod) => [podName(pod), pod.spec.priority ?? 0]));
  const waiting = steps.flatMap(({ pod, chosen }) => (chosen === null ? [priorities.get(pod) ?? 0] : []));
  const mayEvict = Math.max(...waiting) > Math.min(...priorities.values());
  return {
    assumptions: [...placementAssumptions(model), ...(mayEvict ? [NOBODY_EVICTED] : [])],
    nodes: model.nodes.all.map(({ metadata }) => metadata.name),
    steps,
    concentrations: world.groups
      .filter(({ pods: { replicas } }) => replicas !== 'perNode')
      .map((group) => concentrationOf(group, world)),
  };
}

function placementAssumptions({ nodes, objects, knowledge }: ClusterModel): string[] {
  const silent = nodes.all.filter((node) => allocatableOf(node) === undefined).length;
  const operated = objects.filter(({ type }) => (knowledge.operatorOf(type)?.sets ?? []).length > 0);
  return [
    ...(nodes.known ? [] : ['Nobody says which nodes there are: three equal ones are assumed.']),
    ...(nodes.known && !nodes.labelled ? ['Nodes have no labels but their name and a zone of their own.'] : []),
    ...(silent > 0
      ? [
          `${silent} of ${nodes.all.length} nodes do not say what they have: they take any pod, and are compared as if they had ${NOMINAL_NODE.cpu / 1000} cores and ${NOMINAL_NODE.memory / 2 ** 30} GiB.`,
        ]
      : []),
    ...(operated.length > 0
      ? [
          `Pods that operators make are not placed: those of ${operated.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`).join(', ')}.`,
        ]
      : []),
  ];
}
