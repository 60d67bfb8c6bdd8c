import type { Span } from '../simulate/timing/duration';

/** `1.9 s`, `84–160 s`, `2–9 min`; `until someone acts` without bound. */
export function describeSpan({ minSeconds, maxSeconds }: Span): string {
  if (maxSeconds === null) return 'until someone acts';
  const inMinutes = maxSeconds > 600;
  const [least, most] = inMinutes ? [minSeconds / 60, maxSeconds / 60] : [minSeconds, maxSeconds];
  const unit = inMinutes ? 'min' : 's';
  const [from, to] = [round(least, false), round(most, true)];
  return from === to ? `${to} ${unit}` : `${from}–${to} ${unit}`;
}

/** Never a longer minimum or a shorter maximum than it is. */
function round(amount: number, up: boolean): string {
  const step = amount < 10 ? 10 : 1;
  return String((up ? Math.ceil(amount * step) : Math.floor(amount * step)) / step);
}
