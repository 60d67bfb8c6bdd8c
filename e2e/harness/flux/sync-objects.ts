import type { ObjectReference } from '../control-plane/resource-paths';

/**
 * What flux-operator makes of a FluxInstance's `sync`: the template of the operator's release, filled in. The operator
 * itself cannot run here, as its module cannot be built from public ones alone.
 *
 * @param sync `spec.sync` of the FluxInstance
 * @param url in place of the sync's own: a repository of this computer
 */
export function syncObjects(
  sync: { readonly interval: string; readonly name: string; readonly path: string; readonly ref: string },
  url: string,
): readonly ObjectReference[] {
  const { interval, name, path, ref } = sync;
  const metadata = { name, namespace: 'flux-system' };
  const repository = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata,
    spec: { interval, ref: { name: ref }, url },
  };
  const kustomization = {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata,
    spec: { interval: '10m0s', path, prune: true, sourceRef: { kind: 'GitRepository', name } },
  };
  return [repository, kustomization];
}
