import { at, integer } from '../../model/json';
import { describe, type KubeObject } from '../../model/kube-object';
import type { FieldPath } from '../../model/source';
import { defineRule } from '../define-rule';

export const writesNeedEveryInstance = defineRule({
  id: 'writes-need-every-instance',
  topic: 'app',
  title: 'A database stops writing when one instance is lost.',
  why: 'It waits for as many replicas to confirm a write as there are. While one of them is away, no write ends, although the others could go on: each instance is a single point of failure of all writes.',
  remedy: 'Let one replica fewer confirm than there are, or add an instance.',
  example: 'spec:\n  instances: 3\n  postgresql:\n    synchronous: {method: any, number: 1}',
  sources: [
    'https://cloudnative-pg.io/documentation/1.30/replication/#synchronous-replication',
    'https://kafka.apache.org/documentation/#brokerconfigs_min.insync.replicas',
  ],
  check: (model) =>
    Object.entries(CONFIRMATIONS).flatMap(([type, read]) =>
      model.ofType(type).flatMap((object) => {
        const { copies, confirmed, field, unit } = read(object);
        if (confirmed === undefined || copies < 2 || confirmed < copies) return [];
        return [
          {
            severity: 'outage' as const,
            object,
            field,
            message: `${describe(object)} waits for ${confirmed} of its ${copies} ${unit} with each write: while one of them is away, nothing can be written.`,
            fix: { title: `${String(field.at(-1))}: ${copies - 1}`, edits: [{ set: field, value: copies - 1 }] },
          },
        ];
      }),
    ),
});

interface Confirmation {
  /** Those that could confirm a write. */
  readonly copies: number;
  /** Those that have to. */
  readonly confirmed: number | undefined;
  readonly field: FieldPath;
  readonly unit: string;
}

const CONFIRMATIONS: Readonly<Record<string, (object: KubeObject) => Confirmation>> = {
  'Cluster.postgresql.cnpg.io': ({ spec }) => {
    const standbys = (integer(spec['instances']) ?? 1) - 1;
    const number = integer(at(spec, 'postgresql', 'synchronous', 'number'));
    // With preferred durability, writes go on without those that are away.
    const waits = at(spec, 'postgresql', 'synchronous', 'dataDurability') !== 'preferred';
    return {
      copies: standbys,
      confirmed: waits ? (number ?? integer(spec['minSyncReplicas'])) : undefined,
      field: number === undefined ? ['spec', 'minSyncReplicas'] : ['spec', 'postgresql', 'synchronous', 'number'],
      unit: 'replicas',
    };
  },
  'Kafka.kafka.strimzi.io': ({ spec }) => {
    const config = at(spec, 'kafka', 'config');
    return {
      copies: Number(at(config, 'default.replication.factor') ?? 1),
      confirmed: optionalNumber(at(config, 'min.insync.replicas')),
      field: ['spec', 'kafka', 'config', 'min.insync.replicas'],
      unit: 'copies',
    };
  },
};

function optionalNumber(value: unknown): number | undefined {
  return value === undefined || Number.isNaN(Number(value)) ? undefined : Number(value);
}
