import { inSequence, type Term } from '../timing/duration';
import { describeGroup, type PodGroup } from '../world/pod-groups';
import type { Ground } from './ground';
import { moveTerms } from './move-terms';

const MOST_NAMED = 3;

/** Why pods of a group may be evicted, as the end of a sentence. */
export function evictedFor(by: readonly PodGroup[]): string {
  return `its pods may be evicted for those of ${named(by)}, which have a higher priority and may find no room`;
}

/** What is added to the time of a group whose pods come back: they may be evicted again. */
export function evictedAgain(group: PodGroup, { world, evictions, lost, hasQuorum }: Ground): readonly Term[] {
  const { times, by } = evictions.threatTo(group, lost);
  if (times === 0 || !hasQuorum) return [];
  const { maxSeconds } = inSequence(moveTerms(group, world));
  return [
    {
      name: 'it is evicted again for pods of higher priority',
      minSeconds: 0,
      maxSeconds: maxSeconds === null ? null : times * maxSeconds,
      source: `up to ${times} times, for ${named(by)}, and starts elsewhere; DefaultPreemption, Kubernetes 1.36`,
    },
  ];
}

function named(groups: readonly PodGroup[]): string {
  const shown = groups.slice(0, MOST_NAMED).map(describeGroup).join(', ');
  return groups.length > MOST_NAMED ? `${shown} and ${groups.length - MOST_NAMED} more` : shown;
}
