/**
 * Keeps Flux from deleting an object when its file disappears from git: for all that holds data, or whose deletion
 * deletes data (namespaces, CRDs, storage classes, volumes, the storage system).
 *
 * Source: kustomize-controller, `kustomize.toolkit.fluxcd.io/prune` (v1).
 */
export const NEVER_PRUNED = { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } as const;

/**
 * Keeps Flux from replacing `${...}` in an object: Corefiles and scripts have a syntax of their own.
 *
 * Source: kustomize-controller, `kustomize.toolkit.fluxcd.io/substitute` (v1).
 */
export const NO_SUBSTITUTION = { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } as const;
