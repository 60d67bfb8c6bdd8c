import type { Labels } from '../../model/kubernetes/types';
import type { Carrier } from './carriers';
import type { MatchCounter } from './match-counter';

/** What selectors see of a pod. Pods that are alike in it are counted together. */
export interface Identity {
  readonly namespace: string;
  readonly labels: Labels;
  /** Being deleted. */
  readonly terminating: boolean;
  /** Node → pods of this identity on it. */
  readonly placed: Map<number, number>;
  /** Counters that count these pods, of the first `countersSeen`. */
  readonly counters: MatchCounter[];
  countersSeen: number;
  /** Terms of placed pods that mean these pods, of the first `carriersSeen`. */
  readonly carriers: Carrier[];
  carriersSeen: number;
}

export function makeIdentity(namespace: string, labels: Labels, terminating: boolean): Identity {
  const fresh = { placed: new Map(), counters: [], countersSeen: 0, carriers: [], carriersSeen: 0 };
  return { namespace, labels, terminating, ...fresh };
}
