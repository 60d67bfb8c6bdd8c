import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../helm';
import { runId } from './run-processes';

/** Copies what a run's programs and machines printed to a folder that outlives it, and says on stderr where it is. */
export function keepLogs(folder: string): void {
  const kept = join(cacheFolder(), 'failed', runId(folder));
  mkdirSync(kept, { recursive: true });
  for (const file of readdirSync(folder).filter((entry) => entry.endsWith('.log')))
    copyFileSync(join(folder, file), join(kept, file));
  process.stderr.write(`e2e: logs are kept in ${kept}\n`);
}

/** The same, if a test of this file failed; a run that was removed before has nothing left. */
export function keepLogsOfFailure(folder: string): void {
  const { zeroSpofTestFailed = false } = globalThis as { readonly zeroSpofTestFailed?: boolean };
  if (zeroSpofTestFailed && existsSync(folder)) keepLogs(folder);
}
