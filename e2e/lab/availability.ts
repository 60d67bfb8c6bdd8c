import {
  type Availability,
  GAP_MS,
  type RequestKind,
  requestKinds,
  type Sample,
  SLOW_MS,
  type Span,
} from './time-line';

/** A span of the monotonic clock. */
interface Observation {
  /** Of the first intervention. */
  readonly start: number;
  readonly end: number;
}

/** What each observer saw of each kind of request from the first intervention on. */
export function readAvailability(
  samples: ReadonlyMap<string, readonly Sample[]>,
  observation: Observation,
): readonly Availability[] {
  const writes = acknowledgedWrites([...samples.values()].flat());
  return [...samples].flatMap(([observer, own]) =>
    requestKinds.map((request) => ({
      observer,
      request,
      ...availabilityOf(
        own.filter((sample) => sample.request === request),
        observation,
      ),
      ...(request === 'cached-read' ? staleness(own, writes, observation) : {}),
    })),
  );
}

function availabilityOf(
  samples: readonly Sample[],
  { start, end }: Observation,
): Omit<Availability, 'observer' | 'request'> {
  const isDuring = ({ sent, done }: Sample): boolean => done >= start && sent <= end;
  const during = samples.filter(isDuring);
  const failed = during.filter(({ outcome }) => outcome !== 'ok');
  const successes = samples.filter(({ outcome }) => outcome === 'ok');
  const times = successes.map(({ done }) => done).sort((a, b) => a - b);
  const spans = spansBetween(times, end).filter(({ to }) => to >= start);
  const relative = ({ from, to }: Span): Span => ({ from: round(from - start), to: round(to - start) });
  const disturbed = during.filter(({ outcome, sent, done }) => outcome !== 'ok' || done - sent > SLOW_MS);
  return {
    sent: during.length,
    failures: countBy(failed.map(({ outcome }) => outcome)),
    gaps: spans.filter(({ from, to }) => to - from > GAP_MS).map(relative),
    longestGap: round(largest(spans.map(({ from, to }) => to - from))),
    slowestSuccess: round(largest(during.filter(({ outcome }) => outcome === 'ok').map((s) => s.done - s.sent))),
    cleanAfter: round(largest(disturbed.map(({ sent }) => sent - start))),
  };
}

/** From each success to the next; after the last one until the end. */
function spansBetween(times: readonly number[], end: number): readonly Span[] {
  return times.map((from, at) => ({ from, to: times[at + 1] ?? Math.max(from, end) }));
}

/** When a write was sent and acknowledged, in the order of being acknowledged. */
interface Write {
  readonly sent: number;
  readonly acknowledged: number;
}

function acknowledgedWrites(samples: readonly Sample[]): readonly Write[] {
  return samples
    .filter(({ request, outcome }) => request === 'write' && outcome === 'ok')
    .map(({ sent, done }) => ({ sent, acknowledged: done }))
    .sort((a, b) => a.acknowledged - b.acknowledged);
}

/**
 * A cached read is stale when it does not show a write that had been acknowledged when it was sent; it is so since the
 * first such write was acknowledged.
 */
function staleness(
  samples: readonly Sample[],
  writes: readonly Write[],
  { start, end }: Observation,
): Pick<Availability, 'stalest' | 'staleUntil'> {
  const lags = samples
    .filter(({ sent, newest }) => newest !== undefined && sent >= start && sent <= end)
    .map(({ sent, done, newest = 0 }) => {
      const missed = writes.find((write) => write.sent > newest + WRITE_CLOCK_MS);
      return { done, lag: missed === undefined ? 0 : Math.max(0, sent - missed.acknowledged) };
    });
  return {
    stalest: round(largest(lags.map(({ lag }) => lag))),
    staleUntil: round(largest(lags.filter(({ lag }) => lag > GAP_MS).map(({ done }) => done - start))),
  };
}

/** A write carries a time that was taken just before it was sent. */
const WRITE_CLOCK_MS = 5;

export function largest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}

function countBy(values: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Microseconds would be noise. */
function round(ms: number): number {
  return Math.round(ms);
}

/** Of one observer and one kind. */
export function availabilityFor(
  availability: readonly Availability[],
  observer: string,
  request: RequestKind,
): Availability {
  const found = availability.find((one) => one.observer === observer && one.request === request);
  if (found) return found;
  throw new Error(`found no ${request} of ${observer}`);
}
