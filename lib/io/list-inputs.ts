import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { compareText, type Problem } from '../spec/problem';
import { problemOf } from '../spec/problem-of';
import { errnoOf } from './write-problem';

/** A file to read, as the user named it or the folder that holds it. */
export interface InputFile {
  readonly name: string;
  readonly path: string;
  /** Named itself, not found in a folder. */
  readonly isNamed: boolean;
}

export interface InputList {
  readonly files: readonly InputFile[];
  readonly problems: readonly Problem[];
}

const MANIFEST = /\.(ya?ml|json)$/;

/** Not read when they stand in a folder: hidden folders such as .git, and packages of others. */
const SKIPPED = /^(\.|node_modules$)/;

/**
 * The files that paths mean, each once: files as they are, and of folders every .yaml, .yml and .json below them, in the order
 * of their names. Links are followed, but not into a folder that holds them.
 */
export function listInputs(cwd: string, paths: readonly string[]): InputList {
  const files = new Map<string, InputFile>();
  const problems: Problem[] = [];
  for (const name of paths) {
    visit(posix.normalize(name).replace(/(?<=.)\/$/, ''), resolve(cwd, name), true, []);
  }
  return { files: [...files.values()], problems };

  function visit(name: string, path: string, isNamed: boolean, above: readonly string[]): void {
    const stats = refuseInWords(name, () => statSync(path));
    if (stats?.isDirectory()) visitFolder(name, path, above);
    else if (stats && (isNamed || MANIFEST.test(name))) {
      if (stats.isFile()) add({ name, path: realpathSync(path), isNamed });
      // That is how a shell hands over `<(helm template ...)`, whose link leads to no path. In a folder, nobody writes.
      else if (stats.isFIFO() && isNamed) add({ name, path, isNamed });
      else problems.push(problemOf('input-not-a-file', name, kindOf(stats), 'a file'));
    }
  }

  function add(file: InputFile): void {
    if (!files.has(file.path)) files.set(file.path, file);
  }

  function visitFolder(name: string, path: string, above: readonly string[]): void {
    const real = realpathSync(path);
    if (above.includes(real)) {
      problems.push(problemOf('input-link-loop', name, `a link to ${real}`, 'a folder below'));
      return;
    }
    const entries = refuseInWords(name, () => readdirSync(path, { withFileTypes: true })) ?? [];
    for (const entry of [...entries].sort((a, b) => compareText(a.name, b.name))) {
      if (SKIPPED.test(entry.name)) continue;
      if (entry.isDirectory() || entry.isSymbolicLink() || MANIFEST.test(entry.name))
        visit(name === '.' ? entry.name : `${name}/${entry.name}`, join(path, entry.name), false, [...above, real]);
    }
  }

  function refuseInWords<T>(name: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      problems.push(toReadProblem(name, error));
      return undefined;
    }
  }
}

function kindOf(stats: Stats): string {
  return stats.isFIFO() ? 'a pipe in a folder' : 'a device or a socket';
}

/** @throws what the operating system did not refuse: a bug */
export function toReadProblem(name: string, error: unknown): Problem {
  const errno = errnoOf(error) ?? '';
  if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(errno))
    return problemOf('input-missing', name, 'no such file or folder', 'a file or a folder of manifests');
  if (errno === 'ELOOP') return problemOf('input-missing', name, 'a link to itself', 'a file or a folder of manifests');
  const reasons: Readonly<Record<string, string>> = {
    EACCES: 'no permission to read it',
    EPERM: 'no permission to read it',
    EIO: 'a disk error',
    EMFILE: 'too many open files',
    ENFILE: 'too many open files',
  };
  const reason = reasons[errno];
  if (reason === undefined) throw error;
  return problemOf('input-unreadable', name, reason, 'something that can be read');
}
