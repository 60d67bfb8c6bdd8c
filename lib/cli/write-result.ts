import { renameSync, rmSync, writeFileSync } from 'node:fs';
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
  const path = resolve(cwd, file);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    const code = 'output-not-writable';
    throw new ProblemsError([{ code, severity: 'error', where: file, found: (error as Error).message, expected: 'a file that can be written', cure: codes[code].cure }]);
  }
}
