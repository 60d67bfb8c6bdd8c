import { problemOf } from '../spec/problem-of';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ProblemCode } from '../spec/codes';
import { ProblemsError } from '../spec/problem';
import { MAX_SPEC_BYTES } from '../spec/read-yaml';

/**
 * Text of the cluster file.
 *
 * @param file as the user wrote it, below `cwd` or absolute
 * @throws ProblemsError file-missing, file-not-a-file, file-unreadable, file-too-large, file-not-utf8
 */
export function readSpecFile(cwd: string, file: string): string {
  const path = resolve(cwd, file);
  try {
    const stat = statSync(path);
    if (!stat.isFile())
      throw refusal(
        file,
        'file-not-a-file',
        stat.isDirectory() ? 'a folder' : 'a device, pipe or socket',
        'a text file',
      );
    if (stat.size > MAX_SPEC_BYTES)
      throw refusal(file, 'file-too-large', `${(stat.size / 1024 / 1024).toFixed(1)} MiB`, 'at most 4 MiB');
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof ProblemsError) throw error;
    const errno = (error as NodeJS.ErrnoException).code;
    if (errno === 'ENOENT' || errno === 'ENOTDIR' || errno === 'ENAMETOOLONG' || errno === 'ELOOP')
      throw refusal(file, 'file-missing', 'no such file', 'a cluster file');
    if (errno === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw refusal(file, 'file-not-utf8', 'bytes that are not UTF-8', 'UTF-8 text');
    if (errno === 'EACCES' || errno === 'EPERM' || errno === 'EIO')
      throw refusal(
        file,
        'file-unreadable',
        errno === 'EIO' ? 'a disk error' : 'no permission to read it',
        'a file that can be read',
      );
    throw error;
  }
}

function refusal(file: string, code: ProblemCode, found: string, expected: string): ProblemsError {
  return new ProblemsError([problemOf(code, file, found, expected)]);
}
