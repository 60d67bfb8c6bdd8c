import {
  closeSync,
  copyFileSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { STATE_FOLDER } from './state-folder';
import { errnoOf } from './write-problem';

/** Where the last versions of edited and foreign files are kept, below the root. */
export const REPLACED_FOLDER = `${STATE_FOLDER}/replaced`;

/**
 * Copies files to the kept ones. What is kept there already is never overwritten: where it is in the way, all of it
 * moves aside first, to `replaced.1`, `replaced.2` and so on.
 *
 * @param paths files (or links) below the root; there is nothing to keep of pipes and sockets
 * @throws the error of the operating system
 */
export function keepReplaced(root: string, paths: readonly string[]): void {
  const kept = join(root, REPLACED_FOLDER);
  if (paths.some((path) => isInTheWay(join(kept, path), join(root, path)))) renameSync(kept, findFreeName(kept));
  for (const path of paths) keepFile(join(root, path), join(kept, path));
}

function keepFile(from: string, to: string): void {
  const stats = lstatSync(from);
  if (!stats.isFile() && !stats.isSymbolicLink()) return;
  mkdirSync(dirname(to), { recursive: true });
  if (stats.isSymbolicLink()) {
    symlinkSync(readlinkSync(from), to);
    return;
  }
  copyFileSync(from, to);
  // It is about to become the only copy of what somebody wrote.
  const file = openSync(to, 'r+');
  fsyncSync(file);
  closeSync(file);
}

function isInTheWay(kept: string, file: string): boolean {
  try {
    return !(lstatSync(kept).isFile() && lstatSync(file).isFile() && readFileSync(kept).equals(readFileSync(file)));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    if (errnoOf(error) === 'ENOTDIR') return true;
    throw error;
  }
}

function findFreeName(path: string): string {
  for (let i = 1; ; i++) if (lstatSync(`${path}.${i}`, { throwIfNoEntry: false }) === undefined) return `${path}.${i}`;
}
