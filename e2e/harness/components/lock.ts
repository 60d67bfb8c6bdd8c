import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Runs work while no other process holds the same lock file.
 *
 * The kernel holds the lock for a child that lives as long as this process keeps its input open: after a crash of any
 * kind it is free, and there is no stale lock to tell from a living one.
 */
export async function withLock<T>(file: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const holder = spawn('flock', ['--no-fork', file, 'cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(holder, 'close');
  const waiting = setTimeout(onWait, 1000);
  try {
    const locked = Promise.race([
      once(holder.stdout, 'data'),
      ended.then(() => Promise.reject(new Error(`flock ${file} ended before it had the lock`))),
    ]);
    holder.stdin.write('.');
    await locked;
    clearTimeout(waiting);
    return await work();
  } finally {
    clearTimeout(waiting);
    holder.stdin.end();
    await ended.catch(() => undefined);
  }
}
