import fs from 'node:fs';
import { join } from 'node:path';
import type { Problem, ProblemsError } from '../spec/problem';
import { startChild } from './fixtures/run-child';
import { makeTrees } from './fixtures/sample-trees';
import { fingerprint, makeScratch, put } from './fixtures/scratch';
import type { TreePlan } from './plan-trees';
import { replaceTrees } from './replace-trees';
import { readTree, type Tree } from './tree';

const A = makeTrees('A');
const B = makeTrees('B');
const isRoot = process.getuid?.() === 0;
/** Root may write everywhere: then a child does the work as the user "nobody". */
const asUser = isRoot ? { uid: 65534, gid: 65534 } : {};

afterEach(() => jest.restoreAllMocks());

async function makeRoot(trees: Record<string, Tree> = A): Promise<string> {
  const root = makeScratch();
  await replaceTrees(root, trees);
  return root;
}

const readBoth = (root: string): unknown => ({
  dist: readTree(join(root, 'dist')),
  flux: readTree(join(root, 'flux')),
});
const listState = (root: string): string[] => fs.readdirSync(join(root, '.zero-spof')).sort();
const codesOf = (plan: TreePlan): string[] => plan.problems.map((p) => `${p.code} ${p.where}`);
const problemsOf = (run: Promise<unknown>): Promise<readonly Problem[]> =>
  run.then(
    () => [],
    (error: unknown) => (error as ProblemsError).problems,
  );

describe('what it writes', () => {
  it('makes the folders where there are none, and nothing else', async () => {
    const root = await makeRoot();
    expect(readBoth(root)).toEqual(A);
    expect(fs.readdirSync(root).sort()).toEqual(['.zero-spof', 'dist', 'flux']);
    expect(listState(root)).toEqual(['.gitignore']);
  });

  it('adds, changes and removes files, folders that became empty included', async () => {
    const root = await makeRoot();
    const plan = await replaceTrees(root, B);
    expect(readBoth(root)).toEqual(B);
    expect(fs.readdirSync(join(root, 'dist')).sort()).toEqual(['layer-0', 'layer-1', 'layer-2', 'only-B']);
    expect(plan.folders[0]?.diff).toMatchObject({ added: ['only-B/x.yaml'], removed: ['only-A/x.yaml'] });
    expect(plan.problems).toEqual([]);
  });

  it('touches nothing when nothing differs', async () => {
    const root = await makeRoot();
    const before = ['dist', 'flux'].map((folder) => fingerprint(join(root, folder)));
    const plan = await replaceTrees(root, A);
    expect(['dist', 'flux'].map((folder) => fingerprint(join(root, folder)))).toEqual(before);
    expect(plan.folders.map((f) => f.differs)).toEqual([false, false]);
  });

  it('does not touch the folder that does not differ', async () => {
    const root = await makeRoot();
    const before = fingerprint(join(root, 'flux'));
    await replaceTrees(root, { dist: B.dist, flux: A.flux });
    expect(fingerprint(join(root, 'flux'))).toEqual(before);
    expect(readTree(join(root, 'dist'))).toEqual(B.dist);
  });

  it('leaves the inode and the times of files that stay as they are', async () => {
    const root = await makeRoot();
    const stat = (): unknown[] => {
      const { ino, mtimeMs } = fs.statSync(join(root, 'dist/layer-0/file-0.yaml'));
      return [ino, mtimeMs];
    };
    const before = stat();
    await replaceTrees(root, B);
    expect(stat()).toEqual(before);
  });

  it('does without links where there are none', async () => {
    const root = await makeRoot();
    jest.spyOn(fs, 'linkSync').mockImplementation(() => {
      throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
    });
    await replaceTrees(root, B);
    expect(readBoth(root)).toEqual(B);
  });

  it('leaves a checkout with autocrlf alone', async () => {
    const root = await makeRoot();
    for (const [path, text] of A.dist) put(root, `dist/${path}`, text.replaceAll('\n', '\r\n'));
    const before = fingerprint(join(root, 'dist'));
    expect((await replaceTrees(root, A)).problems).toEqual([]);
    expect(fingerprint(join(root, 'dist'))).toEqual(before);
  });

  it('announces the plan before anything is touched', async () => {
    const root = await makeRoot();
    const seen: unknown[] = [];
    await replaceTrees(root, B, (plan) =>
      seen.push(
        plan.folders.map((f) => f.differs),
        readBoth(root),
      ),
    );
    expect(seen).toEqual([[true, true], A]);
  });
});

describe('what people wrote', () => {
  const edit = 'edited\n';
  const path = 'dist/layer-1/file-1.yaml';

  it('keeps edited and foreign files, bytes and links too, and names them', async () => {
    const root = await makeRoot();
    const bytes = Buffer.from([0, 255, 254, 10, 13, 10]);
    fs.appendFileSync(join(root, path), edit);
    put(root, 'flux/mine/notes.bin', bytes);
    fs.symlinkSync('../elsewhere', join(root, 'flux/link'));
    const plan = await replaceTrees(root, B);
    expect(codesOf(plan)).toEqual([
      `output-edited ${path}`,
      'output-foreign flux/link',
      'output-foreign flux/mine/notes.bin',
    ]);
    expect(plan.problems[0]?.cure).toContain(`.zero-spof/replaced/${path}`);
    expect(readBoth(root)).toEqual(B);
    const kept = join(root, '.zero-spof/replaced');
    expect(fs.readFileSync(join(kept, path), 'utf8')).toBe(`${A.dist.get('layer-1/file-1.yaml')}${edit}`);
    expect(fs.readFileSync(join(kept, 'flux/mine/notes.bin'))).toEqual(bytes);
    expect(fs.readlinkSync(join(kept, 'flux/link'))).toBe('../elsewhere');
  });

  it('brings an edited file back although the cluster did not change', async () => {
    const root = await makeRoot();
    fs.appendFileSync(join(root, path), edit);
    expect(codesOf(await replaceTrees(root, A))).toEqual([`output-edited ${path}`]);
    expect(readBoth(root)).toEqual(A);
  });

  it('never overwrites what it kept before', async () => {
    const root = await makeRoot();
    for (const text of ['first', 'second', 'second', 'third']) {
      put(root, path, text);
      await replaceTrees(root, A);
    }
    fs.rmSync(join(root, 'dist/layer-1'), { recursive: true });
    put(root, 'dist/layer-1', 'a file where a folder was');
    await replaceTrees(root, A);
    const read = (folder: string, name = path): string =>
      fs.readFileSync(join(root, '.zero-spof', folder, name), 'utf8');
    expect(listState(root)).toEqual(['.gitignore', 'replaced', 'replaced.1', 'replaced.2', 'replaced.3']);
    expect(['replaced.1', 'replaced.2', 'replaced.3'].map((folder) => read(folder))).toEqual([
      'first',
      'second',
      'third',
    ]);
    expect(read('replaced', 'dist/layer-1')).toBe('a file where a folder was');
  });
});

describe('what it refuses, with everything as it was', () => {
  it('names every folder that is a link, a file or a pipe, at once', async () => {
    const root = makeScratch();
    put(root, 'elsewhere/mine', 'mine');
    fs.symlinkSync('elsewhere', join(root, 'dist'));
    put(root, 'flux', 'mine');
    const before = fingerprint(root);
    expect(await problemsOf(replaceTrees(root, A))).toMatchObject([
      { code: 'output-not-a-folder', where: 'dist', found: 'a symbolic link to elsewhere' },
      { code: 'output-not-a-folder', where: 'flux', found: 'a file' },
    ]);
    expect(fingerprint(root)).toEqual(before);
  });

  it.each([
    ['the folder above', '', 'dist', ['']],
    ['one folder below each', 'x', 'layer-0', ['dist/layer-0', 'flux/layer-0']],
  ])('names %s when it cannot be written', async (_, open, closed, where) => {
    const root = await makeRoot();
    const all = ['', ...fs.readdirSync(root, { recursive: true, encoding: 'utf8' })].map((p) => join(root, p));
    if (isRoot)
      all.forEach((p) => {
        fs.chownSync(p, open === '' ? 0 : 65534, 65534);
      });
    if (open === '') fs.chmodSync(root, 0o555);
    else for (const folder of ['dist', 'flux']) fs.chmodSync(join(root, folder, closed), 0o555);
    const before = [fingerprint(join(root, 'dist')), fingerprint(join(root, 'flux'))];
    const child = startChild(['replace', root, '4'], asUser);
    const code = await child.ended;
    fs.chmodSync(root, 0o755);
    for (const folder of ['dist', 'flux']) fs.chmodSync(join(root, folder, 'layer-0'), 0o755);
    expect(code).toBe(2);
    const problems = JSON.parse(child.output().split('\n').at(-2) ?? '') as Problem[];
    expect(problems.map((p) => [p.code, p.where, p.found])).toEqual(
      where.map((path) => ['output-not-writable', path || root, 'no permission (EACCES)']),
    );
    expect([fingerprint(join(root, 'dist')), fingerprint(join(root, 'flux'))]).toEqual(before);
    expect(listState(root)).toEqual(['.gitignore']);
  });

  it.each([
    ['ENOSPC', 'no space left on the disk (ENOSPC)'],
    ['EDQUOT', 'a used-up disk quota (EDQUOT)'],
    ['EROFS', 'a read-only file system (EROFS)'],
  ])('says in words what %s means, and removes what it had written', async (code, found) => {
    const root = await makeRoot();
    const before = fingerprint(join(root, 'dist'));
    const write = fs.writeFileSync;
    let files = 0;
    jest.spyOn(fs, 'writeFileSync').mockImplementation((...args) => {
      if (++files > 7) throw Object.assign(new Error(code), { code, path: join(root, 'x') });
      write(...args);
    });
    expect(await problemsOf(replaceTrees(root, B))).toMatchObject([{ code: 'output-not-writable', where: 'x', found }]);
    expect(fingerprint(join(root, 'dist'))).toEqual(before);
    expect(listState(root)).toEqual(['.gitignore']);
  });

  it('does not hide a bug behind a code', async () => {
    const root = makeScratch();
    jest.spyOn(fs, 'writeFileSync').mockImplementation(() => {
      throw new TypeError('bug');
    });
    await expect(replaceTrees(root, A)).rejects.toThrow(TypeError);
  });

  it('lets a second process wait for the first', async () => {
    const root = await makeRoot();
    const child = startChild(['hold', root]);
    await child.prints('held');
    const problems = await problemsOf(replaceTrees(root, B));
    child.process.kill('SIGINT');
    expect(problems).toMatchObject([{ code: 'output-locked', found: expect.stringContaining(`${child.process.pid}`) }]);
    await expect(child.ended).resolves.toBe(130);
    expect(readBoth(root)).toEqual(A);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('stops at %s while it writes', async (signal, code) => {
    const root = await makeRoot();
    const child = startChild(['replace', root, '4000']);
    await child.prints('planned');
    child.process.kill(signal);
    await expect(child.ended).resolves.toBe(code);
    expect(readBoth(root)).toEqual(A);
    expect(listState(root)).toEqual(['.gitignore']);
  });
});
