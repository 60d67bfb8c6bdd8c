import type { Streams } from '../command';

/** Shorter than this nobody waits. */
const PATIENCE_MS = 1000;
const STEP_MS = 100;

/** Tells on a terminal how far the reading is, once it takes more than a second; the line is gone at the end. */
export function showProgress({ stderr, now }: Streams): {
  onFile: (done: number, all: number) => void;
  end: () => void;
} {
  const start = now().getTime();
  let last = start + PATIENCE_MS - STEP_MS;
  let isShown = false;
  return {
    onFile: (done, all) => {
      const time = now().getTime();
      if (stderr.isTTY !== true || time - last < STEP_MS) return;
      last = time;
      isShown = true;
      stderr.write(`\r${done} of ${all} files`);
    },
    end: () => {
      // Erases the line.
      if (isShown) stderr.write('\r\u001B[K');
    },
  };
}
