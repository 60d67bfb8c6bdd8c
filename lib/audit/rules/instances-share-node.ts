import { findAll } from '../../model/dotted-path';
import { integer } from '../../model/json';
import { describe, type KubeObject } from '../../model/kube-object';
import type { OperatorSet } from '../../model/knowledge/knowledge';
import { defineRule } from '../define-rule';

export const instancesShareNode = defineRule({
  id: 'instances-share-node',
  topic: 'app',
  title: 'An operator may put all instances on one node.',
  why: 'Most operators only prefer different nodes unless they are told otherwise. Then the loss of one node takes every instance, and those that are left lack the majority.',
  remedy: 'Tell the operator that the instances must be on different nodes.',
  example: 'apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nspec:\n  affinity: {podAntiAffinityType: required}',
  sources: [
    'https://cloudnative-pg.io/documentation/current/scheduling/',
    'the operators that lib/model/knowledge/operators.ts names',
  ],
  check: (model) =>
    model.objects.flatMap((object) => {
      const operator = model.knowledge.operatorOf(object.type);
      return (operator?.sets ?? []).flatMap((set) => {
        const counts = findAll(object.manifest, set.replicas).map(
          ({ value }) => integer(value) ?? (set.standard === 'absent' ? 0 : set.standard),
        );
        const count = counts.reduce((sum, n) => sum + n, 0);
        if (count < 2 || isApart(object, set)) return [];
        const path = typeof set.spread === 'string' ? 'spec' : set.spread.path.replaceAll('[]', '');
        const hard = typeof set.spread === 'string' || set.spread.hard === 'anything' ? undefined : set.spread.hard[0];
        return [
          {
            severity: 'outage' as const,
            object,
            field: path.split('.'),
            message: `Nothing makes the operator keep the ${count} ${set.name} of ${describe(object)} (${operator?.what ?? ''}) on different nodes: the loss of one may take them all.`,
            ...(hard === undefined || path.includes('[]')
              ? {}
              : { fix: { title: `${path}: ${String(hard)}`, edits: [{ set: path.split('.'), value: hard }] } }),
          },
        ];
      });
    }),
});

function isApart({ manifest, spec }: KubeObject, { spread }: OperatorSet): boolean {
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
