import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkProcess, identifyProcess, type ProcessIdentity } from '../../../lib/io/process-identity';
import { cacheFolder } from '../helm';
import { removeCgroups } from './cgroups';
import { keepLogsOfFailure } from './keep-logs';
import { removeNamespaces, namespacesOf } from './namespaces';
import { killProcesses, processesOf } from './run-processes';

/** Holds the process that owns the folder. */
const OWNER = 'owner.json';

function runsFolder(): string {
  return join(cacheFolder(), 'runs');
}

/** A fresh folder for one run: data, certificates, logs, and who runs. Its name is the run's id. */
export function makeRunFolder(name: string): string {
  mkdirSync(runsFolder(), { recursive: true });
  const folder = mkdtempSync(join(runsFolder(), `${name}-`));
  writeFileSync(join(folder, OWNER), JSON.stringify(identifyProcess()));
  return folder;
}

/**
 * Ends and removes what killed runs left: folders whose owner runs no more, and all that has their ids.
 *
 * @returns the folders that it removed
 */
export async function sweepRuns(): Promise<readonly string[]> {
  mkdirSync(runsFolder(), { recursive: true });
  const left = readdirSync(runsFolder())
    .map((entry) => join(runsFolder(), entry))
    .filter((folder) => {
      const owner = readOwner(folder);
      // Without an owner's file the folder is being made, or being removed.
      return owner !== undefined && checkProcess(owner) === 'dead';
    });
  for (const folder of left) await clear(folder);
  return left;
}

/**
 * Ends the run's processes, waits until they are gone, and removes its network namespaces, control groups and folder.
 * After a failed test its logs are kept.
 */
export async function removeRun(folder: string): Promise<void> {
  keepLogsOfFailure(folder);
  await clear(folder);
}

async function clear(folder: string): Promise<void> {
  await killProcesses(() => processesOf(folder));
  await removeNamespaces(namespacesOf(folder));
  await removeCgroups(folder);
  // The owner's file goes last: without it nobody would sweep what a removal left that was killed itself.
  const entries = existsSync(folder) ? readdirSync(folder) : [];
  for (const entry of entries.filter((name) => name !== OWNER)) removeTree(join(folder, entry));
  removeTree(folder);
}

/** Two may sweep at once. */
function removeTree(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5 });
}

function readOwner(folder: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, OWNER), 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
