import { closeSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { codes } from '../spec/codes';
import { ProblemsError } from '../spec/problem';
import { untilInterrupted } from './interrupt';
import { checkProcess, identifyProcess, type ProcessIdentity } from './process-identity';
import { openStateFolder, STATE_FOLDER } from './state-folder';
import { asProblemsError, errnoOf } from './write-problem';

const CLAIM = /^lock-(?<pid>\d+)-(?<started>[\w.]+)-(?<host>.*)$/;
const ATTEMPTS = 5;
/** A process that cannot be seen from here counts as gone after this time: no synth takes as long. */
const UNSEEN_LIFE_MS = 10 * 60 * 1000;

/**
 * Runs something while no other process does so for the same root. SIGINT and SIGTERM abort `interrupt`, see
 * `untilInterrupted`. The lock is released whatever happens; what a killed process left is cleared by the next one.
 *
 * Each process claims with a file of its own, named after itself, and goes on if no living process has one. So a claim
 * is complete when it is there, and clearing one of the dead can never hit one of the living, as it can where all
 * share a single lock file, nor does age decide, as it does in proper-lockfile.
 *
 * @throws ProblemsError output-locked, output-not-writable, output-not-a-folder
 * @throws InterruptedError after a signal
 */
export async function withLock<T>(root: string, run: (interrupt: AbortSignal) => T | Promise<T>): Promise<T> {
  return untilInterrupted(async (interrupt) => {
    const release = await acquire(root);
    process.once('exit', release);
    try {
      return await run(interrupt);
    } finally {
      process.removeListener('exit', release);
      release();
    }
  });
}

async function acquire(root: string): Promise<() => void> {
  for (let attempt = 1; ; attempt++) {
    const { file, rival } = claim(root);
    if (rival === undefined)
      return () => {
        rmSync(file, { force: true });
      };
    if (attempt === ATTEMPTS) throw lockedError(rival);
    // Two that began at once may each have seen the other's claim and withdrawn: chance tells them apart.
    await setTimeout(5 + Math.random() * 25);
  }
}

/** Claims, and withdraws if a living process has a claim, too. Of two that claim at once at least one sees the other. */
function claim(root: string): { file: string; rival?: string } {
  const name = formatClaim(identifyProcess());
  try {
    const folder = openStateFolder(root);
    const file = join(folder, name);
    if (!createFile(file)) return { file, rival: name };
    try {
      const rival = readdirSync(folder).find((other) => other !== name && CLAIM.test(other) && isHeld(folder, other));
      if (rival === undefined) return { file };
      rmSync(file);
      return { file, rival };
    } catch (error) {
      rmSync(file, { force: true });
      throw error;
    }
  } catch (error) {
    throw asProblemsError(root, error);
  }
}

/** @returns false where this process has made it already */
function createFile(file: string): boolean {
  try {
    closeSync(openSync(file, 'wx'));
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function isHeld(folder: string, name: string): boolean {
  const file = join(folder, name);
  const liveness = checkProcess(parseClaim(name));
  if (liveness === 'alive') return true;
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (liveness === 'unseen' && Date.now() - made < UNSEEN_LIFE_MS) return true;
  rmSync(file, { force: true });
  return false;
}

function formatClaim({ pid, started, host }: ProcessIdentity): string {
  return `lock-${pid}-${started}-${host}`;
}

function parseClaim(name: string): ProcessIdentity {
  const { pid, started, host } = CLAIM.exec(name)?.groups ?? {};
  return { pid: Number(pid), started: started ?? '', host: host ?? '' };
}

function lockedError(claimName: string): ProblemsError {
  const rival = parseClaim(claimName);
  const unseen = checkProcess(rival) === 'unseen';
  const { cure } = codes['output-locked'];
  return new ProblemsError([
    {
      code: 'output-locked',
      severity: 'error',
      where: STATE_FOLDER,
      found: `process ${rival.pid}${unseen ? ` on ${rival.host}` : ''} at work on the same output`,
      expected: 'one synth at a time',
      cure: unseen ? `Wait until it has ended. If it is gone, remove ${STATE_FOLDER}/${claimName}.` : cure,
    },
  ]);
}
