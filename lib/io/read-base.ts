import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { ProblemsError } from '../spec/problem';
import { problemOf } from '../spec/problem-of';
import { type Inputs, type InputText, readInputs, readTexts } from './read-inputs';

const MANIFEST = /\.(ya?ml|json)$/;
const SKIPPED = /(^|\/)(\.[^/]+|node_modules)\//;

/**
 * The objects that the paths held before a change.
 *
 * @param base a folder in which the same paths are, or a revision of the git repository around `cwd`
 * @throws ProblemsError base-unknown
 */
export async function readBase(cwd: string, base: string, paths: readonly string[]): Promise<Inputs> {
  const folder = resolve(cwd, base);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    const there = paths.filter((path) => statSync(join(folder, path), { throwIfNoEntry: false }) !== undefined);
    // Compared with nothing, all would be new.
    if (there.length === 0) {
      const expected = `a folder that holds ${paths.join(' or ')} as the working directory does`;
      throw new ProblemsError([problemOf('base-unknown', base, `a folder without ${paths.join(', ')}`, expected)]);
    }
    return readInputs(folder, there, () => Promise.resolve(Buffer.alloc(0)));
  }
  return readTexts(readRevision(cwd, base, paths));
}

function readRevision(cwd: string, revision: string, paths: readonly string[]): InputText[] {
  // A revision is never an option: `--end-of-options` is known since git 2.24.
  const commit = git(cwd, revision, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  const id = commit.toString().trim();
  const names = git(cwd, revision, [
    'ls-tree',
    '-r',
    '-z',
    '--name-only',
    id,
    '--',
    ...paths.map((p) => posix.normalize(p)),
  ])
    .toString()
    .split('\0')
    .filter((name) => MANIFEST.test(name) && !SKIPPED.test(`/${name}`));
  const wanted = names.map((name) => `${id}:./${name}\n`).join('');
  const blobs = splitBatch(git(cwd, revision, ['cat-file', '--batch'], wanted));
  return names.map((name, i) => ({ name, text: (blobs[i] ?? Buffer.alloc(0)).toString('utf8'), isNamed: false }));
}

/** What `git cat-file --batch` prints: a line that ends with the length, then the content and a line end. */
function splitBatch(output: Buffer): Buffer[] {
  const blobs: Buffer[] = [];
  for (let at = 0; at < output.length;) {
    const end = output.indexOf('\n', at);
    const length = Number(output.subarray(at, end).toString().split(' ').at(-1));
    blobs.push(output.subarray(end + 1, end + 1 + length));
    at = end + length + 2;
  }
  return blobs;
}

function git(cwd: string, revision: string, args: readonly string[], input = ''): Buffer {
  const { status, stdout, error } = spawnSync('git', args, { cwd, input, maxBuffer: 1024 * 1024 * 1024 });
  if (status === 0) return stdout;
  const found = error ? 'no git that runs' : 'neither a folder nor a revision of this repository';
  throw new ProblemsError([problemOf('base-unknown', revision, found, 'a folder, or a revision such as origin/main')]);
}
