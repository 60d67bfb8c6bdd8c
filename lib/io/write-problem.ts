import { problemOf } from '../spec/problem-of';
import { relative } from 'node:path';
import { type Problem, ProblemsError } from '../spec/problem';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'an operation that the system forbids',
  EROFS: 'a read-only file system',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'a used-up disk quota',
  EIO: 'an input/output error of the disk',
  EBUSY: 'a mount point, or a folder that another program holds open',
  EXDEV: 'a folder on another file system',
  ENOTEMPTY: 'a folder that another program fills at the same time',
  ENOTDIR: 'a file where a folder has to be',
  EEXIST: 'a file where a folder has to be',
  EISDIR: 'a folder where a file has to be',
  ENAMETOOLONG: 'a name that is too long for this file system',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
};

/** The code of an error of Node or of the operating system (`ENOENT`). */
export function errnoOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}

/** `output-not-writable` for a refusal of the operating system; undefined for any other error: that is a bug. */
export function toWriteProblem(root: string, error: unknown): Problem | undefined {
  const errno = errnoOf(error) ?? '';
  const reason = reasons[errno];
  if (reason === undefined) return undefined;
  const path = (error as NodeJS.ErrnoException).path;
  const where = path === undefined ? root : relative(root, path) || root;
  return problemOf('output-not-writable', where, `${reason} (${errno})`, 'a place that can be read and written');
}

/** The same error, as a ProblemsError where the operating system refused something. */
export function asProblemsError(root: string, error: unknown): unknown {
  const problem = toWriteProblem(root, error);
  return problem ? new ProblemsError([problem]) : error;
}
