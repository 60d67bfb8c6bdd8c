import { checkpoint, InterruptedError, untilInterrupted } from './interrupt';

/** As Node does between two turns. Jest's process is a copy that real signals do not reach: see lock.test.ts for those. */
const raise = (signal: NodeJS.Signals): unknown => setImmediate(() => process.emit(signal, signal));
const listeners = (): number => process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');

it('returns what was run, and leaves no handler behind', async () => {
  const before = listeners();
  await expect(untilInterrupted(() => listeners() - before)).resolves.toBe(2);
  expect(listeners()).toBe(before);
});

it('leaves no handler behind when what was run fails', async () => {
  const before = listeners();
  await expect(untilInterrupted(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(listeners()).toBe(before);
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('turns %s into an error at the next checkpoint', async (signal, exitCode) => {
  const steps: string[] = [];
  const run = untilInterrupted(async (interrupt) => {
    try {
      raise(signal);
      steps.push('before');
      await checkpoint(interrupt);
      steps.push('behind');
    } finally {
      steps.push('cleaned up');
    }
  });
  await expect(run).rejects.toMatchObject({ signal, exitCode, constructor: InterruptedError });
  expect(steps).toEqual(['before', 'cleaned up']);
});

it('ends in the error even if the signal came too late to stop anything', async () => {
  await expect(untilInterrupted(() => raise('SIGINT'))).rejects.toThrow(InterruptedError);
});

it('takes its handlers away at the first signal, so that a second one ends the process at once', async () => {
  const before = listeners();
  const run = untilInterrupted(async (interrupt) => {
    raise('SIGINT');
    await checkpoint(interrupt).catch(() => undefined);
    expect(listeners()).toBe(before);
  });
  await expect(run).rejects.toThrow(InterruptedError);
});
