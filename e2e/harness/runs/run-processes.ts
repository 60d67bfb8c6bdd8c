import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { identifyOther, type ProcessIdentity } from '../../../lib/io/process-identity';
import { isRunning, signal } from './process-identity';
import { waitFor } from './wait-for';

/** Every process of a run has its id in this variable of its environment, and hands it on to what it starts. */
const VARIABLE = 'ZERO_SPOF_E2E_RUN';

/** A run's id: the name of its folder. */
export function runId(folder: string): string {
  return basename(folder);
}

/** What marks a process as one of the run. */
export function runEnvironment(folder: string): Readonly<Record<string, string>> {
  return { [VARIABLE]: runId(folder) };
}

/** The processes that a run started, and those they started, as far as they kept its mark. */
export function processesOf(folder: string): readonly ProcessIdentity[] {
  const mark = `${VARIABLE}=${runId(folder)}`;
  return processesWhere((pid) => environmentOf(pid).includes(mark));
}

/** The processes inside of network namespaces, named as /proc does: net:[4026531840]. */
export function processesIn(namespaces: ReadonlySet<string>): readonly ProcessIdentity[] {
  return processesWhere((pid) => namespaces.has(attempt(() => readlinkSync(`/proc/${pid}/ns/net`)) ?? ''));
}

function processesWhere(test: (pid: number) => boolean): readonly ProcessIdentity[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter(test)
    .flatMap((pid) => identifyOther(pid) ?? []);
}

/** Kills all of them, also what they start in the meantime, and waits until they are gone. */
export async function killProcesses(find: () => readonly ProcessIdentity[]): Promise<void> {
  // Who is ending has no environment and no namespace any more, and is still there.
  let ending: readonly ProcessIdentity[] = [];
  await waitFor(
    'killed processes to end',
    () => {
      const found = find();
      for (const identity of found) signal(identity, 'SIGKILL');
      ending = [...ending, ...found].filter(isRunning);
      return ending.length === 0;
    },
    { deadlineMs: 20_000, everyMs: 10 },
  );
}

function environmentOf(pid: number): readonly string[] {
  return attempt(() => readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0')) ?? [];
}

/** A process may end, or be another user's, while it is looked at. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
