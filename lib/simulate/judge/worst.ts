import { type Outcome, type ServiceOutcome, VERDICTS, type VolumeOutcome } from '../simulation-result';
import { NO_TIME } from '../timing/duration';

/** The one with the worst verdict, and of these the longest. @throws Error where there is none */
export function worst<T>(all: readonly T[], of: (one: T) => Pick<Outcome, 'verdict' | 'outage'>): T {
  const rank = (one: T) => VERDICTS.indexOf(of(one).verdict);
  const length = (one: T) => of(one).outage.maxSeconds ?? Infinity;
  const [first, ...others] = all;
  if (first === undefined) throw new Error('a failure of no nodes');
  return others.reduce((a, b) => (rank(b) < rank(a) || (rank(b) === rank(a) && length(b) > length(a)) ? b : a), first);
}

export function worstService(outcomes: readonly ServiceOutcome[]): ServiceOutcome {
  return worst(outcomes, (outcome) => outcome);
}

export function bestService(outcomes: readonly ServiceOutcome[]): ServiceOutcome {
  return outcomes.reduce((a, b) => (worstService([a, b]) === a ? b : a));
}

/** Of each volume the worst. @param all lists of the same volumes in the same order */
export function worstVolumes(all: readonly (readonly VolumeOutcome[])[]): readonly VolumeOutcome[] {
  return (all[0] ?? []).map((_, i) =>
    worst(
      all.flatMap((volumes) => volumes[i] ?? []),
      ({ verdict }) => ({ verdict, outage: NO_TIME }),
    ),
  );
}
