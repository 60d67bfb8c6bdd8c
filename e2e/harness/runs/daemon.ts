import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runEnvironment } from './run-processes';

/** A program that runs in the background, with its output in NAME.log of the run's folder. */
export interface Daemon {
  readonly name: string;
  readonly pid: number;
  /** Whether it has ended, by itself or not. */
  readonly ended: () => boolean;
  /** Its exit code, once it has ended; null when a signal ended it. */
  readonly exit: Promise<number | null>;
  /** The end of what it printed, for messages. */
  readonly lastLines: (count?: number) => string;
  /** Signals it and waits for its end; kills it when it takes longer than the deadline. */
  readonly stop: (signal?: NodeJS.Signals, deadlineMs?: number) => Promise<void>;
}

/** Starts a program as one of the run's. */
export async function startDaemon(
  folder: string,
  name: string,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Daemon> {
  const log = join(folder, `${name}.log`);
  const output = openSync(log, 'a');
  // What one of the same name printed before is not this one's.
  const { size: begin } = fstatSync(output);
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, ...runEnvironment(folder), ...env },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  await once(child, 'spawn');
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  return {
    name,
    pid: child.pid ?? 0,
    ended,
    exit,
    lastLines: (count = 20) =>
      readFileSync(log).subarray(begin).toString('utf8').trimEnd().split('\n').slice(-count).join('\n'),
    stop: async (signal = 'SIGTERM', deadlineMs = 5000) => {
      if (ended()) return;
      child.kill(signal);
      const killing = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
      await exit;
      clearTimeout(killing);
    },
  };
}
