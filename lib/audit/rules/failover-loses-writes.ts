import { at, integer } from '../../model/json';
import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const failoverLosesWrites = defineRule({
  id: 'failover-loses-writes',
  topic: 'app',
  title: 'A failover of the database may lose writes that were confirmed.',
  why: 'Replication is asynchronous unless the cluster asks for more: the primary confirms a write before any replica has it. When its node fails at that moment, a replica takes over that never saw it.',
  remedy: 'Let at least one replica confirm each write. With three instances, one may still be away.',
  example: 'spec:\n  instances: 3\n  postgresql:\n    synchronous: {method: any, number: 1}',
  sources: ['https://cloudnative-pg.io/documentation/1.30/replication/#synchronous-replication'],
  check: (model) =>
    model.ofType('Cluster.postgresql.cnpg.io').flatMap((object) => {
      const { spec } = object;
      const count = integer(spec['instances']) ?? 1;
      const isSynchronous = at(spec, 'postgresql', 'synchronous') ?? spec['minSyncReplicas'];
      if (count < 3 || isSynchronous !== undefined) return [];
      return [
        {
          severity: 'advisory' as const,
          object,
          field: ['spec', 'postgresql'],
          message: `${describe(object)} confirms writes before any replica has them: the loss of the primary's node loses the last ones.`,
          fix: {
            title: 'one synchronous replica',
            edits: [{ set: ['spec', 'postgresql', 'synchronous'], value: { method: 'any', number: 1 } }],
          },
        },
      ];
    }),
});
