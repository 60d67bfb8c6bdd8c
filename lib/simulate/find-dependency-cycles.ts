import type { ClusterModel } from '../model/cluster-model';
import { objects, text } from '../model/json';
import type { KubeObject } from '../model/kube-object';

/** Kinds that say what they wait for. */
const KINDS = ['Kustomization.kustomize.toolkit.fluxcd.io', 'HelmRelease.helm.toolkit.fluxcd.io'];

/**
 * Objects that wait for each other by `spec.dependsOn`, in the order of waiting, each cycle once from its first name:
 * none of them is ever ready, and nothing that they would apply is.
 *
 * Source: fluxcd.io/flux/components, dependencies of Kustomizations v1 and HelmReleases v2: of the same kind, and of the
 * same namespace where none is written.
 */
export function findDependencyCycles(model: ClusterModel): readonly (readonly KubeObject[])[] {
  return KINDS.flatMap((kind) => {
    const all = model.ofType(kind);
    const byName = new Map(all.map((one) => [nameOf(one.namespace, one.name), one]));
    const waitsFor = (one: KubeObject) =>
      objects(one.spec['dependsOn']).flatMap(
        ({ name, namespace }) => byName.get(nameOf(text(namespace) ?? one.namespace, text(name) ?? '')) ?? [],
      );
    return cyclesOf(all, waitsFor);
  });
}

/** Depth first: an object that is met again on the way closes a cycle. */
function cyclesOf(
  all: readonly KubeObject[],
  waitsFor: (one: KubeObject) => readonly KubeObject[],
): readonly (readonly KubeObject[])[] {
  const cycles: (readonly KubeObject[])[] = [];
  const done = new Set<KubeObject>();
  const visit = (one: KubeObject, way: readonly KubeObject[]): void => {
    const at = way.indexOf(one);
    if (at !== -1) cycles.push(way.slice(at));
    if (at !== -1 || done.has(one)) return;
    for (const other of waitsFor(one)) visit(other, [...way, one]);
    done.add(one);
  };
  for (const one of all) visit(one, []);
  return cycles;
}

function nameOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
