import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asProblemsError } from './write-problem';

/** A file below the folder, for its owner only. */
export interface PrivateFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/**
 * Writes files that nobody else may read (0600) into a folder that nobody else may enter (0700); each as a whole or not
 * at all.
 *
 * @throws ProblemsError output-not-writable
 */
export function writePrivateFiles(folder: string, files: readonly PrivateFile[]): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    for (const { path, content } of files) writeOne(join(folder, path), content);
  } catch (error) {
    throw asProblemsError(folder, error);
  }
}

function writeOne(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    // A file of that name that somebody prepared is not written to.
    rmSync(temporary, { force: true });
    const file = openSync(temporary, 'wx', 0o600);
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}
