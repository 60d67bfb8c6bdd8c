import type { InconclusiveReason } from '../model/placement/worst-loss';

const TEXTS = {
  'affinity-to-others': 'its pods have to be beside others, whose places decide',
  'selects-others': 'its rules also count pods of others, whose places decide',
  'invalid-quantity': 'it requests what is no quantity',
  budget: 'there are more placements than were looked at',
  'unknown-nodes': 'it depends on nodes that nobody named',
} as const satisfies Record<InconclusiveReason, string>;

/** Why a placement cannot be told, as the end of a sentence. */
export function explainUnclear(reason: InconclusiveReason): string {
  return TEXTS[reason];
}
