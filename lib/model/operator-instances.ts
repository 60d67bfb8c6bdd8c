import { findAll } from './dotted-path';
import { integer } from './json';
import type { OperatorSet } from './knowledge/knowledge';
import type { KubeObject } from './kube-object';

/** How many pods an operator makes for each part of a custom resource that a set of it stands for. */
export function instanceCounts({ manifest }: KubeObject, { replicas, standard }: OperatorSet): readonly number[] {
  return findAll(manifest, replicas).map(({ value }) => integer(value) ?? (standard === 'absent' ? 0 : standard));
}

/** Whether the operator has to keep the instances of a set on different nodes. */
export function instancesApart({ manifest, spec }: KubeObject, { spread }: OperatorSet): boolean {
  if (spread === 'always') return true;
  // A hard spread in a field that many operators pass on counts wherever it is written.
  if (JSON.stringify(spec).includes('"whenUnsatisfiable":"DoNotSchedule"')) return true;
  if (spread === 'never')
    return /"podAntiAffinity":\{[^}]*"requiredDuringSchedulingIgnoredDuringExecution":\[\{/.test(JSON.stringify(spec));
  const found = findAll(manifest, spread.path);
  return found.every(({ value }) => {
    if (value === undefined || value === null) return spread.standard;
    if (spread.hard === 'anything') return !Array.isArray(value) || value.length > 0;
    return spread.hard.some((hard) => hard === value);
  });
}
