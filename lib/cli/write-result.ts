import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { codes } from '../spec/codes';
import { ProblemsError } from '../spec/problem';
import type { Invocation, Streams } from './command';

/**
 * The result of a verb: to stdout, or as a whole to the file of `--output`.
 *
 * @throws ProblemsError output-not-writable
 */
export function writeResult(text: string, invocation: Invocation, { stdout, cwd }: Streams): void {
  const file = invocation.text('output');
  if (file === undefined) {
    stdout.write(text);
    return;
  }
  try {
    writeWhole(resolve(cwd, file), text);
  } catch (error) {
    const code = 'output-not-writable';
    throw new ProblemsError([
      {
        code,
        severity: 'error',
        where: file,
        found: (error as Error).message,
        expected: 'a file that can be written',
        cure: codes[code].cure,
      },
    ]);
  }
}

/** A file is replaced by renaming; a device or a pipe, such as /dev/null, stays what it is. Links are followed. */
function writeWhole(path: string, text: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats && !stats.isFile()) {
    writeFileSync(path, text);
    return;
  }
  const target = stats ? realpathSync(path) : path;
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
