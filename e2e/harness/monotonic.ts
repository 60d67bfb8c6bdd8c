/** Milliseconds of the computer's monotonic clock: the same for all its processes, and never set. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
