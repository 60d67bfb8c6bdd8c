import type { Streams } from './command';

/** Shorter than this nobody waits. */
const PATIENCE_MS = 1000;
const STEP_MS = 100;

/** Tells on a terminal how far something is, once it takes more than a second; the line is gone at the end. */
export function showSteps(
  { stderr, now }: Streams,
  what: string,
): { readonly show: (done: number, all: number) => void; readonly end: () => void } {
  let last = now().getTime() + PATIENCE_MS - STEP_MS;
  let isShown = false;
  return {
    show: (done, all) => {
      const time = now().getTime();
      if (stderr.isTTY !== true || time - last < STEP_MS) return;
      last = time;
      isShown = true;
      stderr.write(`\r${done} of ${all} ${what}`);
    },
    end: () => {
      // Erases the line.
      if (isShown) stderr.write('\r\u001B[K');
    },
  };
}
