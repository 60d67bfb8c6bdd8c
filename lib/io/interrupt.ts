import { constants } from 'node:os';
import { setImmediate } from 'node:timers/promises';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
type StopSignal = (typeof SIGNALS)[number];

/** The user, or the system, asked the program to stop. The caller ends with `exitCode`, and prints no stack. */
export class InterruptedError extends Error {
  /** 130 after SIGINT, 143 after SIGTERM. */
  readonly exitCode: number;

  constructor(readonly signal: StopSignal) {
    super(`stopped by ${signal}`);
    this.name = 'InterruptedError';
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * Runs something that cleans up after itself by `finally`: while it runs, SIGINT and SIGTERM abort `interrupt` instead
 * of ending the process. A second signal ends it at once, as if nothing were installed; so does any signal afterwards.
 *
 * What runs has to look at `interrupt` from time to time, best by `checkpoint`, or hand it to what it waits for.
 *
 * @throws InterruptedError after a signal, even one that came too late to stop anything
 */
export async function untilInterrupted<T>(run: (interrupt: AbortSignal) => T | Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals): void => {
    removeHandlers();
    controller.abort(new InterruptedError(signal as StopSignal));
  };
  const removeHandlers = (): void => {
    SIGNALS.forEach((signal) => process.removeListener(signal, stop));
  };
  SIGNALS.forEach((signal) => process.on(signal, stop));
  try {
    const result = await run(controller.signal);
    await checkpoint(controller.signal);
    return result;
  } catch (error) {
    // What Node itself stopped, such as a timer or a child process, says AbortError.
    if (controller.signal.aborted && (error as Partial<Error> | undefined)?.name === 'AbortError')
      throw controller.signal.reason;
    throw error;
  } finally {
    removeHandlers();
  }
}

/** Lets a waiting signal in: Node hands it over only between two turns of its event loop. */
export async function checkpoint(interrupt: AbortSignal): Promise<void> {
  // The first turn may begin behind the phase that collects signals; the second goes through it.
  await setImmediate();
  await setImmediate();
  interrupt.throwIfAborted();
}
