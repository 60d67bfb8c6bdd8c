import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../monotonic';
import type { Daemon } from '../runs/daemon';
import type { ProgramName } from './programs';

/** A program of a host under a supervisor, the only one that starts it again. */
export interface Program {
  readonly host: string;
  readonly name: ProgramName;
  /** @default undefined while it does not run */
  readonly daemon: () => Daemon | undefined;
  /** The end of what it printed so far, for messages. */
  readonly lastLines: () => string;
  /** Starts it, and again whenever it ends. */
  readonly start: () => Promise<void>;
  /** Ends it for good: it stays down until {@link Program.start}. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
  /** Ends it; the supervisor starts it again. */
  readonly kill: (signal?: NodeJS.Signals) => Promise<void>;
}

/** What became of a program. */
export interface ProgramChange {
  /** {@link monotonicMs} */
  readonly at: number;
  readonly host: string;
  readonly program: ProgramName;
  readonly change: 'started' | 'ended';
}

export function supervise(
  { host, name, restartMs }: Pick<Program, 'host' | 'name'> & { readonly restartMs: number },
  startDaemon: () => Promise<Daemon>,
  report: (change: ProgramChange) => void,
): Program {
  let daemon: Daemon | undefined;
  let running: { readonly wanted: AbortController; readonly loop: Promise<void> } | undefined;

  const runOnce = async (wanted: AbortSignal): Promise<void> => {
    daemon = await startDaemon();
    report({ at: monotonicMs(), host, program: name, change: 'started' });
    if (wanted.aborted) await daemon.stop('SIGKILL');
    await daemon.exit;
    report({ at: monotonicMs(), host, program: name, change: 'ended' });
  };
  const keep = async (wanted: AbortSignal): Promise<void> => {
    while (!wanted.aborted) {
      await runOnce(wanted);
      await sleep(restartMs, undefined, { signal: wanted }).catch(() => undefined);
    }
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    // As systemd does; an etcd may need seconds to give up its port.
    await daemon?.stop(signal, 10_000);
  };
  return {
    host,
    name,
    lastLines: () => daemon?.lastLines() ?? '',
    daemon: () => (daemon?.ended() === false ? daemon : undefined),
    start: async () => {
      if (running) return;
      const wanted = new AbortController();
      running = { wanted, loop: keep(wanted.signal) };
    },
    stop: async (signal = 'SIGKILL') => {
      if (!running) return;
      const { wanted, loop } = running;
      wanted.abort();
      await end(signal);
      await loop;
      running = undefined;
    },
    kill: async (signal = 'SIGKILL') => end(signal),
  };
}
