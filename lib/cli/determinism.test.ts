import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import packageJson from '../../package.json';
import { makeScratch, put } from '../io/fixtures/scratch';
import { packageRoot } from '../io/package-root';
import { readTree } from '../io/tree';

const SPEC = {
  cluster: { name: 'test' },
  git: { url: 'https://github.com/example/test.git', secret: 'flux-git' },
  nodes: ['a', 'b', 'c', 'd', 'e'].map((zone, i) => ({
    name: `n${i + 1}`,
    role: i < 3 ? 'server' : 'agent',
    zone,
    publicIp: `198.18.0.${i + 1}`,
  })),
  storage: { backup: { target: 's3://bucket@region/', secret: 'longhorn-backup' } },
  apps: [
    { name: 'website', kind: 'stateless', image: 'example.org/i:1.0', port: 80, hosts: ['b.org', 'a.org'], readiness: { path: '/' } },
    { name: 'store', kind: 'postgres', disk: '1Gi' },
    { name: 'ide', kind: 'failover', image: 'example.org/i:1.0', port: 80, disk: '1Gi', readiness: { tcp: true } },
  ],
}; // prettier-ignore

interface Circumstances {
  readonly env?: Readonly<Record<string, string>>;
  /** Below the folder that holds cluster.yaml. */
  readonly cwd?: string;
  readonly umask?: number;
  readonly mtime?: Date;
  readonly nodes?: typeof SPEC.nodes;
}

let preload: string;
beforeAll(() => {
  // In a clone this builds what is newer than the build.
  spawnSync(process.execPath, [join(packageRoot(), packageJson.bin['zero-spof']), '--version']);
  preload = makeScratch();
  put(preload, 'umask.cjs', 'process.umask(Number(process.env.TEST_UMASK));');
});

/** Every byte that one run writes, by path; the run is a process of its own. */
async function outputOf({ env = {}, cwd = '.', umask = 0o022, mtime, nodes = SPEC.nodes }: Circumstances = {}) {
  const root = makeScratch();
  put(root, 'cluster.yaml', JSON.stringify({ ...SPEC, nodes }));
  if (mtime) utimesSync(join(root, 'cluster.yaml'), mtime, mtime);
  mkdirSync(join(root, cwd), { recursive: true });
  const up = relative(join(root, cwd), root);
  const paths = up === '' ? [] : ['--spec', join(up, 'cluster.yaml'), '--out', up];
  const args = ['--require', join(preload, 'umask.cjs'), join(packageRoot(), 'build', 'cli.js'), 'synth', ...paths];
  await promisify(execFile)(process.execPath, args, {
    cwd: join(root, cwd),
    env: { ...process.env, TEST_UMASK: String(umask), ...env },
  });
  return { dist: readTree(join(root, 'dist')), flux: readTree(join(root, 'flux')) };
}

test('the bytes are the same whatever the clock, the locale, the folder, the mask, the times and the order', async () => {
  const variants: Readonly<Record<string, Circumstances>> = {
    'another time zone': { env: { TZ: 'Pacific/Kiritimati' } },
    'Turkish, where i has another capital': { env: { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } },
    'no locale': { env: { LANG: 'C', LC_ALL: 'POSIX' } },
    'a terminal of other colours and width': { env: { FORCE_COLOR: '3', COLUMNS: '20' } },
    'another folder': { cwd: 'deep/in/it' },
    'a strict mask': { umask: 0o077 },
    'an old file': { mtime: new Date('1980-01-01') },
    'the nodes backwards': { nodes: SPEC.nodes.toReversed() },
  };
  const [expected, ...outputs] = await Promise.all([outputOf(), ...Object.values(variants).map(outputOf)]);
  expect(expected.dist.size).toBeGreaterThan(10);
  const names = Object.keys(variants);
  // One by one, for a message that names the variant and the file.
  outputs.forEach((output, i) => expect({ [names[i]!]: output }).toEqual({ [names[i]!]: expected }));
});

test('a synth loads no package that only builds or tests', async () => {
  const coverage = makeScratch();
  await outputOf({ env: { NODE_V8_COVERAGE: coverage } });
  const files = new Set(readdirSync(coverage).flatMap((name) => filesIn(join(coverage, name))));
  expect([...files]).toContain(join(packageRoot(), 'build', 'cli.js'));
  const loaded = new Set([...files, ...bundledFiles()].flatMap(packageOf));
  expect([...loaded]).toEqual(expect.arrayContaining(['cdk8s', 'constructs', 'yaml']));
  const unwanted = ['ajv', 'cdk8s-cli', 'esbuild', 'eslint', 'jest', 'prettier', 'tsx', 'typescript'];
  expect(unwanted.filter((name) => loaded.has(name))).toEqual([]);
});

/** The files whose code ran, whether it came by `require` or by `import`. */
function filesIn(coverageFile: string): string[] {
  const { result } = JSON.parse(readFileSync(coverageFile, 'utf8')) as { readonly result: { readonly url: string }[] };
  return result.flatMap(({ url }) => (url.startsWith('file:') ? [fileURLToPath(url)] : []));
}

/** The files that went into build/cli.js: each stands below its path. */
function bundledFiles(): string[] {
  const bundle = readFileSync(join(packageRoot(), 'build', 'cli.js'), 'utf8');
  return [...bundle.matchAll(/^ *\/\/ (node_modules\/\S+)$/gm)].map(([, path]) => path ?? '');
}

function packageOf(path: string): string[] {
  const [, name] = /(?:^|.*\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
  return name === undefined ? [] : [name];
}
