import { problemOf } from '../spec/problem-of';
import { accessSync, constants, lstatSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../spec/problem';
import { errnoOf, toWriteProblem } from './write-problem';

/** What stands where a folder has to be; undefined where there is a folder, or nothing. */
export function findObstacle(root: string, name: string): Problem | undefined {
  const stats = lstatSync(join(root, name), { throwIfNoEntry: false });
  if (stats === undefined || stats.isDirectory()) return undefined;
  return problemOf('output-not-a-folder', name, describeEntry(join(root, name), stats), 'a folder, or nothing');
}

/** One problem for each of the paths below `root` that exists and cannot be written, or only one for `root` itself. */
export function findUnwritable(root: string, paths: readonly string[]): Problem[] {
  const own = checkAccess(root, root);
  return own.length > 0 ? own : paths.flatMap((path) => checkAccess(root, join(root, path)));
}

function checkAccess(root: string, path: string): Problem[] {
  try {
    accessSync(path, constants.W_OK);
    return [];
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' && path !== root) return [];
    const problem = toWriteProblem(root, error);
    if (problem) return [problem];
    throw error;
  }
}

function describeEntry(path: string, stats: Stats): string {
  if (stats.isSymbolicLink()) return `a symbolic link to ${readlinkSync(path)}`;
  return stats.isFile() ? 'a file' : 'a device, pipe or socket';
}
