import fs from 'node:fs';
import { join } from 'node:path';
import { dieAtWrite } from './fixtures/crash';
import { startChild } from './fixtures/run-child';
import { makeTrees } from './fixtures/sample-trees';
import { makeScratch, put } from './fixtures/scratch';
import { planTrees } from './plan-trees';
import { applyPlan, healTrees } from './replace-trees';
import { openStateFolder } from './state-folder';
import { readTree, type Tree } from './tree';

const A = makeTrees('A', 1);
const B = makeTrees('B', 1);
const folders = ['dist', 'flux'] as const;
afterEach(() => jest.restoreAllMocks());

type Version = 'A' | 'B' | 'missing' | 'a mix';

/** Which version a folder holds, byte by byte. */
function identify(root: string, folder: (typeof folders)[number]): Version {
  if (!fs.existsSync(join(root, folder))) return 'missing';
  const tree = JSON.stringify(Object.entries(Object.fromEntries(readTree(join(root, folder)))).sort());
  const same = (other: Tree): boolean => tree === JSON.stringify(Object.entries(Object.fromEntries(other)).sort());
  return same(A[folder]) ? 'A' : same(B[folder]) ? 'B' : 'a mix';
}

const identifyBoth = (root: string): Version[] => folders.map((folder) => identify(root, folder));
const leftovers = (root: string): string[] =>
  fs.readdirSync(join(root, '.zero-spof')).filter((name) => name !== '.gitignore' && !name.startsWith('replaced'));

async function replace(root: string, trees: typeof A): Promise<void> {
  openStateFolder(root);
  healTrees(root);
  await applyPlan(planTrees(root, trees));
}

async function makeRoot(): Promise<string> {
  const root = makeScratch();
  await replace(root, A);
  return root;
}

describe('a process that dies at any of its writes', () => {
  it('leaves each folder old, new or missing as a whole; the next one makes it old or new, and then goes on', async () => {
    const seen = new Set<string>();
    for (let n = 1, died = true; died; n++) {
      const root = await makeRoot();
      died = await dieAtWrite(n, () => replace(root, B));
      const left = identifyBoth(root).join();
      seen.add(left);
      const put = healTrees(root);
      expect({ n, put }).toEqual({ n, put: folders.filter((_, i) => left.split(',')[i] === 'missing') });
      expect(['A,A', 'B,A', 'B,B']).toContain(identifyBoth(root).join());
      expect(leftovers(root)).toEqual([]);
      await replace(root, B);
      expect(identifyBoth(root)).toEqual(['B', 'B']);
    }
    expect([...seen]).toEqual(['A,A', 'missing,A', 'missing,missing', 'B,missing', 'B,B']);
  });

  it('may be followed by one that dies while it heals', async () => {
    for (let n = 1, died = true; died; n++) {
      for (let m = 1, diedAgain = true; diedAgain; m++) {
        const root = await makeRoot();
        died = await dieAtWrite(n, () => replace(root, B));
        diedAgain = await dieAtWrite(m, () => healTrees(root));
        expect(identifyBoth(root)).not.toContain('a mix');
        healTrees(root);
        expect(['A,A', 'B,A', 'B,B']).toContain(identifyBoth(root).join());
        expect(leftovers(root)).toEqual([]);
      }
    }
  });

  it('never loses what somebody wrote', async () => {
    for (let n = 1, died = true; died; n++) {
      const root = await makeRoot();
      const mine = 'mine\n'.repeat(10);
      put(root, 'dist/mine.yaml', mine);
      died = await dieAtWrite(n, () => replace(root, B));
      await replace(root, B);
      const kept = fs
        .readdirSync(join(root, '.zero-spof'))
        .map((folder) => join(root, '.zero-spof', folder, 'dist/mine.yaml'))
        .filter((file) => fs.existsSync(file));
      expect(kept.map((file) => fs.readFileSync(file, 'utf8'))).toContain(mine);
    }
  });
});

describe('healing', () => {
  it('does not put a leftover over a folder that somebody restored', async () => {
    const root = await makeRoot();
    fs.mkdirSync(join(root, '.zero-spof/old'));
    fs.renameSync(join(root, 'dist'), join(root, '.zero-spof/old/dist'));
    for (const [path, text] of A.dist) put(root, `.zero-spof/ready/dist/${path}`, text);
    put(root, 'dist/restored.yaml', 'mine');
    expect(healTrees(root)).toEqual([]);
    expect([...readTree(join(root, 'dist'))]).toEqual([['restored.yaml', 'mine']]);
    expect(leftovers(root)).toEqual([]);
  });

  it('puts the old folder back where the new one does not fit', async () => {
    const root = await makeRoot();
    const rename = fs.renameSync;
    jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      if (String(from).endsWith('ready/dist')) throw Object.assign(new Error('EIO'), { code: 'EIO', path: from });
      rename(from, to);
    });
    await expect(replace(root, B)).rejects.toMatchObject({ problems: [{ code: 'output-not-writable' }] });
    jest.restoreAllMocks();
    expect(identifyBoth(root)).toEqual(['A', 'B']);
    expect(leftovers(root)).toEqual([]);
  });
});

describe('a folder that cannot be moved', () => {
  it.each(folders)('leaves both as they were if it is %s', async (folder) => {
    const root = await makeRoot();
    const rename = fs.renameSync;
    jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      if (from === join(root, folder)) throw Object.assign(new Error('EBUSY'), { code: 'EBUSY', path: from });
      rename(from, to);
    });
    await expect(replace(root, B)).rejects.toMatchObject({
      problems: [{ code: 'output-not-writable', where: folder }],
    });
    expect(identifyBoth(root)).toEqual(['A', 'A']);
    expect(leftovers(root)).toEqual([]);
  });
});

describe('a file system that cannot rename a folder (overlayfs)', () => {
  const cannotRename = (): unknown => {
    const rename = fs.renameSync;
    return jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      if (/\/old\/(dist|flux)$/.test(String(to)))
        throw Object.assign(new Error('EXDEV'), { code: 'EXDEV', path: from });
      rename(from, to);
    });
  };

  it('still gets the new folders', async () => {
    const root = await makeRoot();
    cannotRename();
    await replace(root, B);
    jest.restoreAllMocks();
    expect(identifyBoth(root)).toEqual(['B', 'B']);
    expect(leftovers(root)).toEqual([]);
  });

  it('is healed after a death at any write', async () => {
    for (let n = 1, died = true; died; n++) {
      const root = await makeRoot();
      cannotRename();
      died = await dieAtWrite(n, () => replace(root, B));
      jest.restoreAllMocks();
      healTrees(root);
      expect(['A,A', 'B,A', 'B,B']).toContain(identifyBoth(root).join());
      expect(leftovers(root)).toEqual([]);
    }
  });
});

it('survives SIGKILL at random instants', async () => {
  const root = await makeRoot();
  let seed = 20260301;
  const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let i = 0; i < 20; i++) {
    const child = startChild(['flip', root]);
    await child.prints('flipping');
    await new Promise((resolve) => setTimeout(resolve, random() * 30));
    child.process.kill('SIGKILL');
    await expect(child.ended).resolves.toBe('SIGKILL');
    expect(identifyBoth(root)).not.toContain('a mix');
    // Every second time the next process heals, as it does for people.
    if (i % 2 === 0) healTrees(root);
    if (i % 2 === 0) expect(['A,A', 'A,B', 'B,A', 'B,B']).toContain(identifyBoth(root).join());
  }
}, 20_000);
