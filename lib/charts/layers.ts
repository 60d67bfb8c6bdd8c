/**
 * Folders of dist/, each applied by a Flux Kustomization of its own, in the order of `dependsOn`.
 *
 * Ingress does not wait for storage: a broken disk must not keep the way in from being mended. Policy waits for
 * storage, whose custom resources it makes.
 */
export const LAYERS = {
  namespaces: { dependsOn: [], prune: false },
  dns: { dependsOn: ['namespaces'], prune: false },
  storage: { dependsOn: ['dns'], prune: false },
  ingress: { dependsOn: ['dns'], prune: true },
  system: { dependsOn: ['dns'], prune: true },
  policy: { dependsOn: ['storage', 'ingress', 'system'], prune: true },
  apps: { dependsOn: ['policy'], prune: true },
} as const satisfies Record<string, { readonly dependsOn: readonly string[]; readonly prune: boolean }>;

export type Layer = keyof typeof LAYERS;
