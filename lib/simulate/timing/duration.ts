/** A time span of which only bounds are known. */
export interface Span {
  readonly minSeconds: number;
  /** null = without bound: it ends when somebody acts, or never. */
  readonly maxSeconds: number | null;
}

/** One part of a duration, with what it is and where that is known from. */
export interface Term extends Span {
  readonly name: string;
  /** Upstream default with its version, or a measurement. */
  readonly source: string;
}

/** A duration that is the sum of its terms, one after the other. */
export interface Duration extends Span {
  readonly terms: readonly Term[];
}

export const NO_TIME: Duration = { minSeconds: 0, maxSeconds: 0, terms: [] };

/**
 * Things that happen one after the other.
 *
 * @throws Error for bounds that no time can have: a bug of whoever made the term
 */
export function inSequence(terms: readonly Term[]): Duration {
  for (const { name, minSeconds, maxSeconds } of terms)
    if (!(minSeconds >= 0) || minSeconds === Infinity || (maxSeconds !== null && !(maxSeconds >= minSeconds)))
      throw new Error(`${name}: no span from ${minSeconds} to ${String(maxSeconds)} s`);
  return {
    minSeconds: terms.reduce((sum, { minSeconds }) => sum + minSeconds, 0),
    maxSeconds: terms.reduce<number | null>(
      (sum, { maxSeconds }) => (sum === null || maxSeconds === null ? null : sum + maxSeconds),
      0,
    ),
    terms,
  };
}

/** What has ended when all of some that run side by side have: the later start and the later end. */
export function latestOf(spans: readonly Span[]): Span {
  return {
    minSeconds: Math.max(0, ...spans.map(({ minSeconds }) => minSeconds)),
    maxSeconds: spans.some(({ maxSeconds }) => maxSeconds === null)
      ? null
      : Math.max(0, ...spans.map(({ maxSeconds }) => maxSeconds ?? 0)),
  };
}

/** What holds when any one of some can happen, and nobody knows which: from the shortest to the longest. */
export function anyOf(spans: readonly [Span, ...Span[]]): Span {
  const { maxSeconds } = latestOf(spans);
  return { minSeconds: Math.min(...spans.map(({ minSeconds }) => minSeconds)), maxSeconds };
}

/** Whether an observed time lies within a predicted span. */
export function includes({ minSeconds, maxSeconds }: Span, seconds: number): boolean {
  return seconds >= minSeconds && (maxSeconds === null || seconds <= maxSeconds);
}
