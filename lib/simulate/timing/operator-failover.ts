import { at, integer } from '../../model/json';
import type { KubeObject } from '../../model/kube-object';
import type { Term } from './duration';

/** Whether one of the pods that an operator makes takes all writes, and how another takes its place. */
export type Primary =
  | { readonly kind: 'none' }
  /** After the pod counts as not ready. */
  | { readonly kind: 'elected'; readonly change: Term; readonly losesWrites: boolean; readonly why: string }
  /** What happens is not known here. */
  | { readonly kind: 'unknown' };

/** Each pod answers on its own. */
const WITHOUT_PRIMARY = new Set([
  'Pooler.postgresql.cnpg.io',
  'Prometheus.monitoring.coreos.com',
  'Alertmanager.monitoring.coreos.com',
  'ThanosRuler.monitoring.coreos.com',
]);

/** Nobody says how long a promotion takes: it replays what the standby has received. */
const PROMOTION_SECONDS = 60;

export function primaryOf(one: KubeObject): Primary {
  if (WITHOUT_PRIMARY.has(one.type)) return { kind: 'none' };
  if (one.type !== 'Cluster.postgresql.cnpg.io') return { kind: 'unknown' };
  const delay = integer(at(one.spec, 'failoverDelay')) ?? 0;
  const synchronous = at(one.spec, 'postgresql', 'synchronous');
  const durable =
    synchronous === undefined
      ? (integer(at(one.spec, 'minSyncReplicas')) ?? 0) > 0
      : at(synchronous, 'dataDurability') !== 'preferred';
  return {
    kind: 'elected',
    losesWrites: !durable,
    why: durable
      ? 'a write is acknowledged when a standby has it'
      : 'standbys lag behind, and nothing bounds by how much',
    change: {
      name: 'the operator promotes a standby',
      minSeconds: delay,
      maxSeconds: delay + PROMOTION_SECONDS,
      source: `failoverDelay ${delay} s, CloudNativePG 1.30; assumed: its operator runs, and promotes within ${PROMOTION_SECONDS} s`,
    },
  };
}
