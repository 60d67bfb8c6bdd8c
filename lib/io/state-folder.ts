import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemsError } from '../spec/problem';
import { findObstacle } from './find-obstacles';
import { errnoOf } from './write-problem';

/** What synth keeps for itself beside dist/ and flux/; git does not see it. */
export const STATE_FOLDER = '.zero-spof';

/**
 * Makes the state folder, with its .gitignore, where it is missing.
 *
 * @returns its path
 * @throws ProblemsError output-not-a-folder; the error of the operating system where it cannot be made
 */
export function openStateFolder(root: string): string {
  const obstacle = findObstacle(root, STATE_FOLDER);
  if (obstacle) throw new ProblemsError([obstacle]);
  const folder = join(root, STATE_FOLDER);
  try {
    mkdirSync(folder);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
  const ignore = join(folder, '.gitignore');
  if (readIfThere(ignore).trim() === '') writeFileSync(ignore, '*\n');
  return folder;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return '';
    throw error;
  }
}
