import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../lib/io/package-root';
import { component } from './harness/components';
import { ComponentError } from './harness/components/component-error';
import { downloadModule } from './harness/components/go-module';
import { componentFolder } from './harness/components/places';
import { componentNames, type Recipe } from './harness/components/recipe';
import { recipes } from './harness/components/recipes';
import { run } from './harness/run';

/** The smallest: a few files of a Go module of 0.2 MB. */
const SMALLEST = 'k3s-helm-crds';

let caches: string;

beforeEach(() => {
  caches = mkdtempSync(join(tmpdir(), 'zero-spof-components-'));
});

afterEach(() => rmSync(caches, { recursive: true }));

const build = async (...args: readonly string[]) =>
  run(join(packageRoot(), 'node_modules/.bin/tsx'), [join(__dirname, 'build.ts'), ...args], {
    cwd: packageRoot(),
    env: { XDG_CACHE_HOME: caches },
  });

test('two runs at once build a component once, and a third not at all', async () => {
  const [one, other] = await Promise.all([build('--only', SMALLEST), build('--only', SMALLEST)]);
  const third = await build('--only', SMALLEST);
  expect([one.code, other.code, third.code]).toEqual([0, 0, 0]);
  expect([stateOf(one.stdout), stateOf(other.stdout)].sort()).toEqual(['built', 'cached']);
  expect(stateOf(third.stdout)).toBe('cached');
});

test('what a killed build left is removed by the next', async () => {
  const folder = join(caches, 'zero-spof/e2e/components');
  mkdirSync(join(folder, `.${SMALLEST}.aB3xYz`), { recursive: true });
  expect((await build('--only', SMALLEST)).code).toBe(0);
  expect(readdirSync(folder).filter((entry) => !entry.endsWith('.lock'))).toEqual([
    expect.stringMatching(new RegExp(`^${SMALLEST}-`)),
  ]);
});

test('the list says what is missing, and builds nothing', async () => {
  const list = await build('--list');
  expect(list.code).toBe(0);
  for (const name of componentNames) expect(list.stdout).toMatch(new RegExp(`^${name} .* missing`, 'm'));
  expect(readdirSync(caches)).toEqual([]);
});

test('an unknown name is refused with the known ones', async () => {
  const { code, stderr } = await build('--only', 'etcdd');
  expect(code).toBe(2);
  expect(stderr).toContain('found etcdd; expected some of etcd, ');
});

test('a missing component is said with the command that brings it', () => {
  const before = process.env['XDG_CACHE_HOME'];
  process.env['XDG_CACHE_HOME'] = caches;
  try {
    expect(() => component('etcd')).toThrow(/^etcd: found nothing .* Run `npm run e2e:build -- --only etcd`\.$/);
  } finally {
    if (before === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = before;
  }
});

test('a module with another checksum is refused', async () => {
  const { module, version } = recipes[SMALLEST] as Recipe & { readonly module: string };
  const forged = downloadModule({ module, version, sum: 'h1:AAAA' }, caches);
  await expect(forged).rejects.toThrow(ComponentError);
  await expect(forged).rejects.toThrow(/expected h1:AAAA\./);
});

test('another recipe is another folder', () => {
  const recipe = recipes.kubectl;
  const folders = [recipe, { ...recipe, version: '1.36.4' }, { ...recipe, stamps: {} }].map((r) =>
    componentFolder('kubectl', r),
  );
  expect(new Set(folders).size).toBe(3);
});

test('every Go module and every Debian package is pinned by its checksum', () => {
  for (const recipe of Object.values(recipes)) {
    if ('sum' in recipe) expect(recipe.sum).toMatch(/^h1:[\w+/]{43}=$/);
    if (recipe.kind === 'debian') for (const { sha256 } of recipe.packages) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  }
});

function stateOf(output: string): string | undefined {
  return new RegExp(`^${SMALLEST} +\\S+ +(\\S+)`, 'm').exec(output)?.[1];
}
