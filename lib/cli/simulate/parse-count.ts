import type { Invocation } from '../command';
import { UsageError } from '../usage-error';

/**
 * A flag that is a whole number.
 *
 * @throws UsageError for anything else
 */
export function parseCount(invocation: Invocation, flag: string, fallback: number, least = 0, most = 1e9): number {
  const text = invocation.text(flag);
  if (text === undefined) return fallback;
  const count = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  if (count >= least && count <= most) return count;
  const expected = most === 1e9 ? `a whole number from ${least}` : `a whole number from ${least} to ${most}`;
  throw new UsageError(`--${flag} ${text}`, expected, 'Write it in digits.');
}
