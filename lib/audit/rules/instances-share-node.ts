import { describe } from '../../model/kube-object';
import { instanceCounts, instancesApart } from '../../model/operator-instances';
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
        const count = instanceCounts(object, set).reduce((sum, n) => sum + n, 0);
        if (count < 2 || instancesApart(object, set)) return [];
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
