import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../helm';
import { identityOf, isRunning, type ProcessIdentity, signal } from './process-identity';
import { waitFor } from './wait-for';

/** Holds the process that owns the folder. */
const OWNER = 'owner.json';
/** Each process of the run has a file of this ending. */
const PID = '.pid.json';

function runsFolder(): string {
  return join(cacheFolder(), 'run');
}

/** A fresh folder for one run: data, certificates, logs, and who runs. */
export function makeRunFolder(name: string): string {
  mkdirSync(runsFolder(), { recursive: true });
  const folder = mkdtempSync(join(runsFolder(), `${name}-`));
  writeFileSync(join(folder, OWNER), JSON.stringify(identityOf(process.pid)));
  return folder;
}

/** Notes a process of the run, so that whoever sweeps can end it. */
export function recordProcess(folder: string, name: string, identity: ProcessIdentity): void {
  writeFileSync(join(folder, `${name}${PID}`), JSON.stringify(identity));
}

/**
 * Ends and removes what killed runs left: folders whose owner runs no more, and the processes noted in them.
 *
 * @returns the folders that it removed
 */
export async function sweepRuns(): Promise<readonly string[]> {
  mkdirSync(runsFolder(), { recursive: true });
  const left = readdirSync(runsFolder())
    .map((entry) => join(runsFolder(), entry))
    .filter((folder) => {
      const owner = readIdentity(join(folder, OWNER));
      // Without an owner's file the folder is being made, or being removed.
      return owner !== undefined && !isRunning(owner);
    });
  for (const folder of left) await removeRun(folder);
  return left;
}

/** Ends the run's processes, waits until they are gone, and removes its folder. */
export async function removeRun(folder: string): Promise<void> {
  const processes = readdirSync(folder)
    .filter((entry) => entry.endsWith(PID))
    .flatMap((entry) => readIdentity(join(folder, entry)) ?? []);
  for (const identity of processes) signal(identity, 'SIGKILL');
  await waitFor('killed processes to end', () => !processes.some(isRunning), { deadlineMs: 10_000, everyMs: 10 });
  rmSync(folder, { recursive: true, force: true });
}

function readIdentity(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
