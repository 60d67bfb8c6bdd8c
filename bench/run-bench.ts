import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { clusterFileWithApps } from './many-apps';
import { measure, type Measurement } from './measure';

/** `npm run bench [-- RUNS]`: speed and growth, each beside its floor and beside cdk8s' own synth. */
const RUNS = Number(process.argv[2] ?? 7);
const OURS = [10, 100, 1000, 5000];
const STOCK = [10, 100, 1000];

const root = resolve(import.meta.dirname, '..');
// In memory where that is possible: a disk's speed is not ours, and differs tenfold from one minute to the next.
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'zero-spof-bench-'));
const scripts = join(root, 'build', 'bench');
buildSync({
  absWorkingDir: root,
  entryPoints: ['bench/stock-synth.ts', 'bench/js-yaml-floor.ts'],
  outdir: scripts,
  bundle: true,
  platform: 'node',
  packages: 'external',
  logLevel: 'warning',
});

const results = new Map<string, Measurement>();
function bench(name: string, program: string, args: readonly string[], prepare?: () => void): number {
  const result = measure(program, args, RUNS, prepare);
  results.set(name, result);
  const figures = [result.medianSeconds, result.minSeconds, result.maxSeconds]
    .map((s) => s.toFixed(3).padStart(8))
    .join('');
  console.log(`${name.padEnd(44)}${figures}`);
  return result.medianSeconds;
}

try {
  console.log(`Files below ${work}`);
  console.log(`Whole processes, seconds, ${RUNS} runs each${' '.repeat(14)}  median     min     max`);
  bench('node -e 0', 'node', ['-e', '0']);
  const load = bench("node, require('cdk8s')", 'node', [
    '-e',
    `require(${JSON.stringify(join(root, 'node_modules/cdk8s'))})`,
  ]);
  const cli = join(root, 'bin', 'zero-spof.cjs');
  const synth = (spec: string, out: string): string[] => [cli, 'synth', '--quiet', '--spec', spec, '--out', out];

  const first = join(work, 'first');
  const firstUser = bench(
    'synth, examples/first-user.yaml',
    'node',
    synth(join(root, 'examples/first-user.yaml'), makeFolder(first)),
    () => rmSync(join(first, 'dist'), { recursive: true, force: true }),
  );
  const ours: number[] = [];
  for (const count of OURS) {
    const spec = writeSpec(count);
    const out = makeFolder(join(work, `ours-${count}`));
    ours.push(
      bench(`synth, ${count} apps`, 'node', synth(spec, out), () =>
        rmSync(join(out, 'dist'), { recursive: true, force: true }),
      ),
    );
  }
  for (const count of STOCK) {
    const out = join(work, `stock-${count}`);
    bench(`stock App.synth(), ${count} apps`, 'node', [join(scripts, 'stock-synth.js'), writeSpec(count), out], () =>
      rmSync(out, { recursive: true, force: true }),
    );
  }
  const floor = bench('js-yaml parses and prints 1000 apps', 'node', [
    join(scripts, 'js-yaml-floor.js'),
    join(work, 'ours-1000', 'dist'),
  ]);

  const [small = 1, , , large = 1] = ours;
  const [, , thousand = 1] = ours;
  const exponent = Math.log((large - load) / (thousand - load)) / Math.log(5);
  console.log('');
  verdict("first user's cluster / (node + cdk8s)", firstUser / load, 2);
  verdict('1000 apps / js-yaml floor', thousand / floor, 3);
  verdict('growth exponent, 1000 to 5000 apps', exponent, 1.1);
  console.log(`${'10 apps / (node + cdk8s)'.padEnd(44)}${(small / load).toFixed(2).padStart(8)}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function verdict(name: string, value: number, goal: number): void {
  console.log(`${name.padEnd(44)}${value.toFixed(2).padStart(8)}   goal ${goal}: ${value <= goal ? 'met' : 'NOT met'}`);
}

function writeSpec(count: number): string {
  const file = join(work, `apps-${count}.yaml`);
  writeFileSync(file, clusterFileWithApps(count));
  return file;
}

function makeFolder(path: string): string {
  // The folder has to be there: synth makes dist/ and flux/, not what holds them.
  mkdirSync(path, { recursive: true });
  return path;
}
