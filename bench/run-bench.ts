import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { clusterFileWithApps } from './many-apps';
import { manyNodes, manyWorkloads } from './many-pods';
import { measureLikelyPlacement } from './likely-placement';
import { type Command, measureInTurn, peakMegabytes } from './measure';

/** `npm run bench [-- RUNS]`: speed and growth, each beside its floor and beside cdk8s' own synth. */
const RUNS = Number(process.argv[2] ?? 7);

const root = resolve(import.meta.dirname, '..');
const scripts = join(root, 'build', 'bench');
const zeroSpof = join(root, 'bin', 'zero-spof.cjs');
// In memory where that is possible: a disk's speed is not ours, and differs tenfold from one minute to the next.
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'zero-spof-bench-'));
const medians = new Map<string, number>();

try {
  buildSync({
    absWorkingDir: root,
    entryPoints: ['bench/stock-synth.ts', 'bench/js-yaml-floor.ts', 'bench/worst-placement.ts'],
    outdir: scripts,
    bundle: true,
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
  });
  console.log(`Files below ${work}; whole processes, seconds, ${RUNS} runs each, in turn within a group`);
  console.log(`${''.padEnd(44)}  median     min     max`);
  group([
    { name: 'node -e 0', program: 'node', args: ['-e', '0'] },
    {
      name: "node, require('cdk8s')",
      program: 'node',
      args: ['-e', `require(${JSON.stringify(join(root, 'node_modules/cdk8s'))})`],
    },
    synth('synth, examples/first-user.yaml', join(root, 'examples/first-user.yaml')),
    synthApps(10),
    stockApps(10),
    synthApps(100),
    stockApps(100),
  ]);
  group([bootstrapFive()]);
  const thousand = synthApps(1000);
  group([
    {
      name: 'js-yaml parses and prints 1000 apps',
      program: 'node',
      args: [join(scripts, 'js-yaml-floor.js'), distOf(thousand)],
      prepare: () => ensureSynth(thousand),
    },
    thousand,
  ]);
  group([synthApps(5000)]);
  group([stockApps(1000)]);
  // Which node and which zone can take all pods of a workload, after updates; 5,000 pods in the last.
  group([worstPlacement('naive', 4, 30), worstPlacement('exact', 4, 30)]);
  group([worstPlacement('exact', 100, 1000)]);
  // Every single failure and every zone, as a whole process; with `--order 2` every pair of nodes as well.
  group([simulate("simulate, first user's cluster and 100 apps", simulateOwn(100), ['--order', '2'])]);
  group([simulate('simulate, 20 nodes, 1000 pods', manyPods(20, 100, 10), [])]);
  group([simulate('simulate, 100 nodes, 1000 pods', manyPods(100, 100, 10), [])]);
  const largest = simulate('simulate, 100 nodes, 5000 pods', manyPods(100, 500, 10), []);
  group([largest]);
  console.log('Processor time, in this process:');
  const likely = measureLikelyPlacement();

  console.log('');
  const load = median("node, require('cdk8s')");
  const large = median('synth, 5000 apps');
  const middle = median('synth, 1000 apps');
  verdict("first user's cluster / (node + cdk8s)", median('synth, examples/first-user.yaml') / load, 2);
  verdict('bootstrap, five nodes, seconds', median('bootstrap, five nodes'), 1);
  verdict('1000 apps / js-yaml floor', middle / median('js-yaml parses and prints 1000 apps'), 3);
  verdict(
    "first user's cluster and 100 apps, all failures, s",
    median("simulate, first user's cluster and 100 apps"),
    1,
  );
  const pods5000 = median('simulate, 100 nodes, 5000 pods');
  const pods1000 = median('simulate, 100 nodes, 1000 pods');
  verdict('100 nodes and 5000 pods, all failures, seconds', pods5000, 30);
  const peak = peakMegabytes(largest);
  if (peak !== undefined) verdict('100 nodes and 5000 pods, all failures, MB', peak, 1500);
  verdict('likely placement of 5000 pods on 100 nodes, s', 5000 / likely.podsPerSecond, 1);
  console.log(`likely placement: exponent in pods ${likely.exponent.toFixed(2)}`);
  console.log(
    `simulate: exponent in pods ${(Math.log(pods5000 / pods1000) / Math.log(5)).toFixed(2)}, in nodes ${(Math.log(pods1000 / median('simulate, 20 nodes, 1000 pods')) / Math.log(5)).toFixed(2)}`,
  );
  verdict('growth exponent, 1000 to 5000 apps', Math.log((large - load) / (middle - load)) / Math.log(5), 1.1);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function group(commands: readonly Command[]): void {
  for (const [i, { medianSeconds, minSeconds, maxSeconds }] of measureInTurn(commands, RUNS).entries()) {
    const name = commands[i]?.name ?? '';
    medians.set(name, medianSeconds);
    console.log(
      name.padEnd(44) + [medianSeconds, minSeconds, maxSeconds].map((s) => s.toFixed(3).padStart(8)).join(''),
    );
  }
}

function median(name: string): number {
  return medians.get(name) ?? Number.NaN;
}

function verdict(name: string, value: number, goal: number): void {
  console.log(`${name.padEnd(44)}${value.toFixed(2).padStart(8)}   goal ${goal}: ${value <= goal ? 'met' : 'NOT met'}`);
}

/** A synth into an empty folder. */
function synth(name: string, spec: string): Command {
  const out = join(work, name.replace(/\W+/g, '-'));
  mkdirSync(out, { recursive: true });
  return {
    name,
    program: 'node',
    args: [zeroSpof, 'synth', '--quiet', '--spec', spec, '--out', out],
    prepare: () => rmSync(join(out, 'dist'), { recursive: true, force: true }),
  };
}

/** User-data of five nodes. */
function bootstrapFive(): Command {
  return {
    name: 'bootstrap, five nodes',
    program: 'env',
    args: [
      ...['ZERO_SPOF_K3S_TOKEN', 'ZERO_SPOF_K3S_AGENT_TOKEN', 'TS_AUTHKEY'].map((name) => `${name}=${'x'.repeat(32)}`),
      ...['node', zeroSpof, 'bootstrap', '--quiet', '--spec', join(root, 'examples', 'cloudflared.yaml')],
      ...['--out', join(work, 'bootstrap')],
    ],
  };
}

function synthApps(count: number): Command {
  return synth(`synth, ${count} apps`, writeSpec(count));
}

function stockApps(count: number): Command {
  const out = join(work, `stock-${count}`);
  return {
    name: `stock App.synth(), ${count} apps`,
    program: 'node',
    args: [join(scripts, 'stock-synth.js'), writeSpec(count), out],
    prepare: () => rmSync(out, { recursive: true, force: true }),
  };
}

function worstPlacement(how: 'exact' | 'naive', nodes: number, workloads: number): Command {
  return {
    name: `${how === 'naive' ? 'naive twin' : 'worst placement'}, ${workloads} workloads on ${nodes} nodes`,
    program: 'node',
    args: [join(scripts, 'worst-placement.js'), how, String(nodes), String(workloads)],
  };
}

/** In a folder that has what is simulated: a cluster file with dist/, or manifests with nodes. */
function simulate(name: string, [folder, ...paths]: readonly string[], args: readonly string[]): Command {
  // A failed verdict is a result, too.
  const call = ['node', zeroSpof, 'simulate', ...paths, ...args, '--output', join(work, 'simulation.txt')];
  const quoted = call.map((word) => JSON.stringify(word)).join(' ');
  return { name, program: 'sh', args: ['-c', `cd ${JSON.stringify(folder)} && { ${quoted}; test $? -le 1; }`] };
}

function simulateOwn(apps: number): readonly string[] {
  const folder = join(work, 'own');
  mkdirSync(folder);
  const first = readFileSync(join(root, 'examples/first-user.yaml'), 'utf8');
  const more = clusterFileWithApps(apps).replace(/^[\s\S]*\napps:\n/, '');
  writeFileSync(join(folder, 'cluster.yaml'), `${first.trimEnd()}\n${more}`);
  execFileSync('node', [zeroSpof, 'synth', '--quiet'], { cwd: folder });
  return [folder];
}

function manyPods(nodes: number, workloads: number, replicas: number): readonly string[] {
  const folder = join(work, `pods-${nodes}-${workloads}`);
  mkdirSync(folder);
  const lines = (objects: readonly unknown[]) => objects.map((one) => JSON.stringify(one)).join('\n---\n');
  writeFileSync(join(folder, 'nodes.yaml'), lines(manyNodes(nodes)));
  writeFileSync(join(folder, 'manifests.yaml'), lines(manyWorkloads(workloads, replicas)));
  return [folder, 'manifests.yaml', '--nodes', 'nodes.yaml'];
}

function distOf({ args }: Command): string {
  return join(args.at(-1) ?? '', 'dist');
}

/** The floor reads what the synth wrote in its turn before; in the first turn nothing is there yet. */
function ensureSynth(command: Command): void {
  if (!existsSync(distOf(command))) measureInTurn([command], 0);
}

function writeSpec(count: number): string {
  const file = join(work, `apps-${count}.yaml`);
  writeFileSync(file, clusterFileWithApps(count));
  return file;
}
