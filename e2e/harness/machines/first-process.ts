import { readFileSync } from 'node:fs';
import type { Daemon } from '../runs/daemon';
import { GaveUp, waitFor } from '../runs/wait-for';

/** The number on the computer of a machine's process 1, once that is systemd. */
export async function firstProcessOf(nspawn: Daemon): Promise<number> {
  return childWhere(nspawn, (pid) => isFirst(pid) && readFileSync(`/proc/${pid}/comm`, 'utf8') === 'systemd\n');
}

/** The daemon, when what counts is the child that it started in other namespaces: that is the one to be signalled. */
export async function signalChild(daemon: Daemon): Promise<Daemon> {
  const pid = await childWhere(daemon, () => true);
  return {
    ...daemon,
    pid,
    stop: async (signal = 'SIGTERM', deadlineMs = 5000) => {
      if (daemon.ended()) return;
      process.kill(pid, signal);
      const killing = setTimeout(() => process.kill(pid, 'SIGKILL'), deadlineMs);
      await daemon.exit;
      clearTimeout(killing);
    },
  };
}

async function childWhere(daemon: Daemon, test: (pid: number) => boolean): Promise<number> {
  const { pid, name } = daemon;
  return waitFor(
    `${name} to start its process`,
    () => {
      if (daemon.ended()) throw new GaveUp(`${name} ended while it started:\n${daemon.lastLines()}`);
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
      return children
        .filter((child) => child !== '')
        .map(Number)
        .find(test);
    },
    { deadlineMs: 30_000, everyMs: 10 },
  );
}

/** Whether it is process 1 of its own namespace. */
function isFirst(pid: number): boolean {
  return /^NSpid:.*\t1$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}
