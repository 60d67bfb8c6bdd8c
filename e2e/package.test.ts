import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch, put } from '../lib/io/fixtures/scratch';
import { packageRoot } from '../lib/io/package-root';
import { readTree } from '../lib/io/tree';
import packageJson from '../package.json';
import { copyClone } from './harness/copy-clone';
import { type Finished, mustRun, run, zeroSpof } from './harness/run';

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

let packed: Packed;
/** A folder that has the package, and nothing of the clone. */
let elsewhere: string;

beforeAll(async () => {
  const around = makeScratch();
  const clone = join(around, 'clone');
  elsewhere = join(around, 'elsewhere');
  mkdirSync(elsewhere);
  copyClone(clone);
  const { stdout } = await mustRun('npm', ['pack', '--json', '--silent', '--pack-destination', around], { cwd: clone });
  // The build may print before it.
  [packed] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as [Packed];
  put(elsewhere, 'package.json', '{"private": true}');
  const flags = ['--no-audit', '--no-fund', '--prefer-offline'];
  await mustRun('npm', ['install', ...flags, join(around, packed.filename)], { cwd: elsewhere });
});

const npx = (...args: string[]): Promise<Finished> =>
  run('npx', ['--no', '--', 'zero-spof', ...args], { cwd: elsewhere });

test('the package holds what runs and what is read, and is of a size that is printed', () => {
  const { files, size, unpackedSize } = packed;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
  process.stderr.write(`e2e: ${files.length} files, ${megabytes(size)} packed, ${megabytes(unpackedSize)} unpacked\n`);
  const paths = files.map((file) => file.path);
  expect(paths).toEqual(
    expect.arrayContaining([
      'LICENSE',
      packageJson.bin['zero-spof'],
      'build/cli.js',
      'build/helm-as-json.js',
      'cluster.schema.json',
      'docs/schemas/problems.schema.json',
      'docs/schemas/synth.schema.json',
    ]),
  );
  const unwanted =
    /\.test\.|\.snap$|fixtures|^(lib|imports|bench|e2e|scripts|bootstrap|dist|flux|__snapshots__)\/|\.ts$/;
  // Types of the schemas may be shipped.
  expect(paths.filter((path) => unwanted.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
});

test('a folder without the clone gets a cluster file, its output and the check of it', async () => {
  const flags = ['--name', 'home', '--git-url', 'https://github.com/me/infra.git'];
  const nodes = ['n1', 'n2', 'n3'].flatMap((name) => ['--server', name]);
  expect((await npx('--version')).stdout).toBe(`zero-spof ${packageJson.version}\n`);
  expect((await npx('init', ...flags, ...nodes)).code).toBe(0);
  expect((await npx('validate')).code).toBe(0);
  expect((await npx('synth', '--check')).code).toBe(1);
  expect((await npx('synth')).code).toBe(0);
  expect((await npx('synth', '--check')).code).toBe(0);
});

test('it prints the schema of the clone', async () => {
  expect((await npx('schema')).stdout).toBe(readFileSync(join(packageRoot(), 'cluster.schema.json'), 'utf8'));
});

test('it writes the bytes that the clone writes', async () => {
  const clone = makeScratch();
  for (const [folder, synth] of [
    [elsewhere, () => npx('synth')],
    [clone, () => zeroSpof(clone, ['synth'])],
  ] as const) {
    put(folder, 'cluster.yaml', readFileSync(join(packageRoot(), 'examples', 'first-user.yaml')));
    expect((await synth()).code).toBe(0);
  }
  expect(readTree(join(elsewhere, 'dist')).size).toBeGreaterThan(10);
  for (const name of ['dist', 'flux']) expect(readTree(join(elsewhere, name))).toEqual(readTree(join(clone, name)));
});
