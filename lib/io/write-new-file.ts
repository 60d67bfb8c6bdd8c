import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { codes } from '../spec/codes';
import { ProblemsError } from '../spec/problem';

/**
 * Writes a file that must not exist yet, as a whole or not at all.
 *
 * @throws ProblemsError output-not-writable
 */
export function writeNewFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text);
    // Unlike a rename, a link refuses to replace what somebody made meanwhile.
    linkSync(temporary, path);
  } catch (error) {
    const code = 'output-not-writable';
    throw new ProblemsError([
      {
        code,
        severity: 'error',
        where: path,
        found: (error as Error).message,
        expected: 'a new file in a folder that can be written',
        cure: codes[code].cure,
      },
    ]);
  } finally {
    rmSync(temporary, { force: true });
  }
}
