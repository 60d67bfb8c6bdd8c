import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../network';
import { GaveUp, waitFor } from '../runs/wait-for';

/** @throws Error with the failed units, as soon as the machine has booted with some */
export async function waitUntilRunning(name: string, run: Host['run'], deadlineMs: number): Promise<void> {
  await waitFor(
    `${name} to run`,
    async () => {
      const { stdout } = await run('systemctl', ['is-system-running', '--wait'], { timeoutMs: deadlineMs });
      const state = stdout.trim();
      if (state === 'running') return true;
      if (state !== 'degraded') throw new Error(state === '' ? 'no systemd yet' : state);
      const failed = await run('systemctl', ['list-units', '--failed', '--no-legend', '--plain']);
      throw new GaveUp(`${name} has booted, and these units failed:\n${failed.stdout}`);
    },
    { deadlineMs },
  );
}

/** @throws Error with what cloud-init could not do */
export async function waitForCloudInit(name: string, pid: () => number, deadlineMs: number): Promise<void> {
  await waitFor(`cloud-init on ${name}`, () => isDone(name, pid()), { deadlineMs, everyMs: 100 });
}

function isDone(name: string, pid: number): boolean {
  const status = `/proc/${pid}/root/run/cloud-init`;
  if (!existsSync(join(status, 'result.json'))) return false;
  const { v1 } = JSON.parse(readFileSync(join(status, 'result.json'), 'utf8')) as {
    readonly v1: { readonly errors: readonly string[] };
  };
  if (v1.errors.length > 0) throw new GaveUp(`cloud-init on ${name}: ${v1.errors.join('\n')}`);
  return true;
}
