import type { ClusterSpec } from '../../../lib/spec/cluster-spec';
import { synthesize } from '../../../lib/synth/synthesize';

/** What `zero-spof synth` writes for this cluster, as a repository holds it: path → text. */
export function repositoryFiles(spec: ClusterSpec): ReadonlyMap<string, string> {
  const { dist, flux } = synthesize(spec);
  return new Map([
    ...[...dist].map(([path, text]) => [`dist/${path}`, text] as const),
    ...[...flux].map(([path, text]) => [`flux/${path}`, text] as const),
  ]);
}

/** The cluster without these apps. */
export function withoutApps(spec: ClusterSpec, ...names: readonly string[]): ClusterSpec {
  return { ...spec, apps: spec.apps.filter(({ name }) => !names.includes(name)) };
}

/** The cluster with a variable more in one app's environment. */
export function withEnv(spec: ClusterSpec, app: string, env: Readonly<Record<string, string>>): ClusterSpec {
  const change = (one: ClusterSpec['apps'][number]) =>
    one.name === app && 'env' in one ? { ...one, env: { ...one.env, ...env } } : one;
  return { ...spec, apps: spec.apps.map(change) };
}
