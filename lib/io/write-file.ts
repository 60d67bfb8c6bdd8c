import { linkSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ProblemsError } from '../spec/problem';
import { problemOf } from '../spec/problem-of';
import { errnoOf } from './write-problem';

/**
 * Writes a file as a whole or not at all; one that is there is replaced. A device or a pipe, such as /dev/null, stays
 * what it is. Links are followed.
 *
 * @throws ProblemsError output-not-writable
 */
export function writeFile(path: string, text: string): void {
  refuseInWords(path, () => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats && !stats.isFile()) writeFileSync(path, text);
    else viaTemporary(stats ? realpathSync(path) : path, text, renameSync);
  });
}

/**
 * Writes a file that must not exist yet, as a whole or not at all.
 *
 * @throws ProblemsError output-not-writable
 */
export function writeNewFile(path: string, text: string): void {
  // Unlike a rename, a link refuses to replace what somebody made meanwhile.
  refuseInWords(path, () => viaTemporary(path, text, linkSync));
}

function viaTemporary(path: string, text: string, place: (from: string, to: string) => void): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text);
    place(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function refuseInWords(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const found = errnoOf(error) === 'ENOENT' ? `no folder ${dirname(path)}` : (error as Error).message;
    throw new ProblemsError([problemOf('output-not-writable', path, found, 'a file that can be written')]);
  }
}
