import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../lib/io/package-root';
import { waitFor } from './wait-for';

/** A run in a process of its own, which a test kills to see what is left of it. */
export interface OtherRun {
  /** Of its run. */
  readonly folder: string;
  /** SIGKILL; what it started goes on. */
  readonly kill: () => Promise<void>;
}

/**
 * Runs the body of an async function in another Node process, which then stays.
 *
 * @param body returns the run's folder; `require` is from the clone's root
 * @throws Error when there is no folder within the deadline
 */
export async function startOtherRun(body: string, deadlineMs = 60_000): Promise<OtherRun> {
  const loader = join(packageRoot(), 'node_modules/tsx/dist/loader.mjs');
  const script = `(async () => { ${body} })().then((folder) => process.stdout.write(folder)); setInterval(() => {}, 1e6)`;
  const child = spawn(process.execPath, ['--import', loader, '-e', script], {
    cwd: packageRoot(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let folder = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (folder += text));
  const kill = async () => {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };
  try {
    await waitFor('the other run to be ready', () => existsSync(folder), { deadlineMs });
  } catch (error) {
    await kill();
    throw error;
  }
  return { folder, kill };
}
