import type { ClusterModel } from '../model/cluster-model';
import { at, isObject, objects } from '../model/json';
import type { KubeObject } from '../model/kube-object';
import { parseQuantity } from '../model/kubernetes/quantity';
import type { FieldPath } from '../model/source';

/** An amount of a resource that is none, and where it stands. */
export interface InvalidQuantity {
  readonly object: KubeObject;
  readonly field: FieldPath;
  readonly found: unknown;
}

/**
 * Every amount that pods request, or nodes offer, and that the API server would refuse.
 *
 * @param nodes Node objects that pods are placed on
 */
export function findInvalidQuantities(model: ClusterModel, nodes: readonly KubeObject[]): readonly InvalidQuantity[] {
  return [
    ...model.workloads.flatMap(({ object, pod: { path, value, containers } }) => [
      ...invalidIn(object, value['overhead'], [...path, 'overhead']),
      ...invalidRequirements(object, value['resources'], [...path, 'resources']),
      ...containers.flatMap((one) => invalidRequirements(object, one.value['resources'], [...one.path, 'resources'])),
    ]),
    ...nodes.flatMap((node) =>
      ['allocatable', 'capacity'].flatMap((list) =>
        invalidIn(node, at(node.manifest, 'status', list), ['status', list]),
      ),
    ),
    // Pods of a live cluster belong to workloads, and are looked at all the same.
    ...model
      .ofType('Pod')
      .flatMap((pod) =>
        model.workloadOf(pod)
          ? []
          : objects(pod.spec['containers']).flatMap((container, i) =>
              invalidRequirements(pod, container['resources'], ['spec', 'containers', i, 'resources']),
            ),
      ),
  ];
}

function invalidRequirements(object: KubeObject, resources: unknown, path: FieldPath): InvalidQuantity[] {
  return ['requests', 'limits'].flatMap((list) => invalidIn(object, at(resources, list), [...path, list]));
}

function invalidIn(object: KubeObject, list: unknown, path: FieldPath): InvalidQuantity[] {
  if (!isObject(list)) return [];
  return Object.entries(list).flatMap(([name, found]) =>
    parseQuantity(found) === undefined ? [{ object, field: [...path, name], found }] : [],
  );
}
