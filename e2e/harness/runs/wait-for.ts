import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer.
 *
 * @param what for the message: what is waited for
 * @param ask answers undefined or false as long as it is not so; what it throws counts as that, and is shown at the end
 * @throws Error when the deadline passes, with the last failure
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  { deadlineMs, everyMs = 50 }: { readonly deadlineMs: number; readonly everyMs?: number },
): Promise<T> {
  const started = performance.now();
  let last: string;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = 'it is not so';
    } catch (error) {
      if (error instanceof GaveUp) throw error;
      last = (error as Error).message;
    }
    await sleep(everyMs);
  } while (performance.now() - started < deadlineMs);
  throw new Error(`waited ${(deadlineMs / 1000).toFixed(0)} s for ${what}: found ${last}`);
}

/** Thrown inside of `ask` when waiting longer makes no sense. */
export class GaveUp extends Error {
  override readonly name = 'GaveUp';
}
