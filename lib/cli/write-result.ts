import { resolve } from 'node:path';
import { writeFile } from '../io/write-file';
import type { Invocation, Streams } from './command';

/**
 * The result of a verb: to stdout, or as a whole to the file of `--output`.
 *
 * @throws ProblemsError output-not-writable
 */
export function writeResult(text: string, invocation: Invocation, { stdout, cwd }: Streams): void {
  const file = invocation.text('output');
  if (file === undefined) stdout.write(text);
  else writeFile(resolve(cwd, file), text);
}
