import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { dump, load } from 'js-yaml';

/**
 * `npm run bench:audit [-- RUNS [FOLDER]]`: processor time and memory of `zero-spof audit` on 1,000, 10,000 and 100,000
 * objects, its growth, and beside it whichever of kube-score, kube-linter and polaris is on the PATH. The objects are
 * copies of those of an app as synth makes them, or of the workloads, Services and budgets of a folder's manifests.
 *
 * Whole processes, in turn; processor time, because wall time depends on who else uses the computer.
 */
const RUNS = Number(process.argv[2] ?? 3);
const FOLDER = process.argv[3];
const TIME = '/usr/bin/time';

const KINDS = /^kind: (Deployment|StatefulSet|DaemonSet|Service|PodDisruptionBudget|Ingress)$/m;

const root = resolve(import.meta.dirname, '..');
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'zero-spof-bench-audit-'));
/** As the package runs it: a clone looks first whether it has to be built. */
const zeroSpof = join(work, 'zero-spof.cjs');

const copyOf = copies();

interface Usage {
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

try {
  const runCached = JSON.stringify(join(root, 'bin', 'run-cached.cjs'));
  writeFileSync(zeroSpof, `require(${runCached}).runCached(${JSON.stringify(join(root, 'build', 'cli.js'))});\n`);
  if (!existsSync(TIME)) throw new Error(`this needs GNU time as ${TIME}`);
  console.log(`Files below ${work}; median of ${RUNS} runs\n${''.padEnd(34)}  CPU s   peak MB`);
  const small = inputs(1000);
  const middle = inputs(10_000);
  const one = join(work, 'one.yaml');
  writeFileSync(one, readFileSync(join(small.folder, '0.yaml'), 'utf8').split('\n---\n').slice(0, 2).join('\n---\n'));

  const node = measure('node -e 0', ['node', '-e', '0']);
  const cold = measure('audit, one file', ['node', zeroSpof, 'audit', one, '--format', 'json']);
  const floor = measure('js-yaml parses 1000 objects', parse(small.folder));
  const at1000 = measure('audit, 1000 objects', audit(small.folder));
  const at10000 = measure('audit, 10000 objects', audit(middle.folder));
  const large = inputs(100_000);
  const at100000 = measure('audit, 100000 objects', audit(large.folder), 1);
  rmSync(large.folder, { recursive: true });
  const peers1000 = peers(small.folder, '1000');
  const peers10000 = peers(middle.folder, '10000');

  console.log('');
  verdict('one file / node -e 0', cold.cpuSeconds / node.cpuSeconds, 2);
  verdict('1000 objects / js-yaml floor', at1000.cpuSeconds / floor.cpuSeconds, 4);
  verdict('exponent, 1000 to 10000', exponent(at1000, at10000, node), 1.1);
  verdict('exponent, 10000 to 100000', exponent(at10000, at100000, node), 1.1);
  verdict('memory / (12 x input + 150 MB), 10000', at10000.peakMb / (12 * middle.megabytes + 150), 1);
  verdict('memory / (12 x input + 150 MB), 100000', at100000.peakMb / (12 * large.megabytes + 150), 1);
  if (peers1000.length > 0) verdict('1000 objects / fastest peer', at1000.cpuSeconds / Math.min(...peers1000), 0.8);
  if (peers10000.length > 0)
    verdict('10000 objects / fastest peer', at10000.cpuSeconds / Math.min(...peers10000), 0.25);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Files of 50 objects each. */
function inputs(count: number): { readonly folder: string; readonly megabytes: number } {
  const folder = join(work, String(count));
  mkdirSync(folder);
  let bytes = 0;
  for (let file = 0; file * 50 < count; file++) {
    const numbers = Array.from({ length: Math.min(50, count - file * 50) }, (_, i) => file * 50 + i);
    const text = numbers.map(copyOf).join('---\n');
    bytes += text.length;
    writeFileSync(join(folder, `${file}.yaml`), text);
  }
  return { folder, megabytes: bytes / 1e6 };
}

/** The text of one object; as many as are asked for, none twice. */
function copies(): (number: number) => string {
  if (FOLDER === undefined) return copyOfApp();
  const originals = manifestsOf(FOLDER);
  return (number) => {
    const { metadata, ...others } = originals[number % originals.length] ?? { metadata: { name: '' } };
    const namespace = `n${Math.floor(number / originals.length)}`;
    return dump(
      { ...others, metadata: { ...metadata, name: `${metadata.name}-${number}`, namespace } },
      { lineWidth: -1, noRefs: true },
    );
  };
}

/** Every other app has one replica, and a budget that permits nothing. */
function copyOfApp(): (number: number) => string {
  const documents = readFileSync(join(root, 'dist/apps/website.k8s.yaml'), 'utf8')
    .split(/^---\n/m)
    .filter((document) => KINDS.test(document));
  return (number) => {
    const copy = Math.floor(number / documents.length);
    const document = (documents[number % documents.length] ?? '').replace(/namespace: \S+/, `namespace: n${copy}`);
    if (copy % 2 === 0) return document;
    return document.replace('replicas: 3', 'replicas: 1').replace('maxUnavailable: 1', 'maxUnavailable: 0');
  };
}

function manifestsOf(folder: string): readonly { readonly metadata: { readonly name: string } }[] {
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split(/^---$/m))
    .filter((document) => KINDS.test(document))
    .map((document) => load(document) as { readonly metadata: { readonly name: string } });
}

function audit(folder: string): string[] {
  return ['node', zeroSpof, 'audit', folder, '--format', 'json', '--output', join(work, 'result.json')];
}

function parse(folder: string): string[] {
  const yaml = JSON.stringify(join(root, 'node_modules/js-yaml'));
  const code = `const fs=require('fs'),y=require(${yaml});for(const f of fs.readdirSync(process.argv[1]))y.loadAll(fs.readFileSync(process.argv[1]+'/'+f,'utf8'))`;
  return ['node', '-e', code, folder];
}

/** Processor time of each peer that is there. */
function peers(folder: string, objects: string): number[] {
  const commands: Readonly<Record<string, string>> = {
    'kube-score': `kube-score score ${folder}/*.yaml -o json`,
    'kube-linter': `kube-linter lint ${folder} --format json`,
    polaris: `polaris audit --audit-path ${folder} --format json`,
  };
  return Object.entries(commands).flatMap(([name, command]) => {
    if (spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0) return [];
    return [measure(`${name}, ${objects} objects`, ['sh', '-c', `exec ${command}`]).cpuSeconds];
  });
}

/** Findings are a result, too: 1 is no failure. */
function measure(name: string, command: readonly string[], runs = RUNS): Usage {
  const all = Array.from({ length: runs }, (): Usage => {
    const out = join(work, 'usage.txt');
    const { status, stderr } = spawnSync(TIME, ['-o', out, '-f', '%U %S %M', ...command], {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      maxBuffer: 1e9,
    });
    if (status === null || status > 1) throw new Error(`${name} ended with ${String(status)}: ${stderr.slice(0, 500)}`);
    const numbers = readFileSync(out, 'utf8').trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
    const [user = 0, system = 0, kilobytes = 0] = numbers;
    return { cpuSeconds: user + system, peakMb: kilobytes / 1000 };
  });
  const middle = (key: keyof Usage) => all.map((usage) => usage[key]).sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0;
  const usage = { cpuSeconds: middle('cpuSeconds'), peakMb: middle('peakMb') };
  console.log(`${name.padEnd(34)}${usage.cpuSeconds.toFixed(2).padStart(7)}${usage.peakMb.toFixed(0).padStart(10)}`);
  return usage;
}

function exponent(few: Usage, many: Usage, start: Usage): number {
  return Math.log10((many.cpuSeconds - start.cpuSeconds) / (few.cpuSeconds - start.cpuSeconds));
}

function verdict(name: string, value: number, goal: number): void {
  console.log(`${name.padEnd(44)}${value.toFixed(2).padStart(8)}   goal ${goal}: ${value <= goal ? 'met' : 'NOT met'}`);
}
