// `npm run e2e`: all tests, in two lanes at once. In one hosts come and go, and tests mostly wait;
// beside it, with the processor time that is left, programs compute. With names of tests it is jest alone:
// `npm run e2e -- placement`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLowGroup, removeLowGroup } from './low-group.mjs';

/**
 * Of the first lane; what is not named is of the second. One after the other, as they measure times, and as what the
 * kernel counts for all machines together is enough for one of them.
 */
const HOSTS = [
  ...['bootstrap', 'bootstrap-convert', 'cluster', 'dns', 'hygiene'],
  ...['lab', 'machines', 'network', 'real-nodes', 'tailnet'],
];

const OUTPUT = '--outputFile=';
const flags = process.argv.slice(2);
process.exitCode = flags.every((flag) => flag.startsWith('--')) ? await runAll() : await runJest(flags);

async function runAll() {
  const group = makeLowGroup();
  if (group === undefined) return runJest(flags);
  const folder = mkdtempSync(join(tmpdir(), 'zero-spof-e2e-'));
  try {
    const output = flags.find((flag) => flag.startsWith(OUTPUT))?.slice(OUTPUT.length);
    const common = flags.filter((flag) => !flag.startsWith(OUTPUT));
    const lane = (name, files, within) =>
      runJest([...common, '--json', OUTPUT + join(folder, name), '--runTestsByPath', ...files], within);
    const { hosts, programs } = lanes();
    const codes = await Promise.all([lane('hosts.json', hosts), lane('programs.json', programs, group)]);
    if (output !== undefined)
      writeFileSync(
        output,
        JSON.stringify(merge(['hosts.json', 'programs.json'].map((name) => read(join(folder, name))))),
      );
    return Math.max(...codes);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    removeLowGroup(group);
  }
}

/** @param {string} [group] of the processor, in which it and all that it starts runs */
async function runJest(args, group) {
  const call = ['jest', '--config', 'e2e/jest.config.cjs', ...args];
  const into = group === undefined ? [] : ['sh', '-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', group];
  const [program, ...rest] = [...into, ...call];
  const jest = spawn(program, rest, { stdio: 'inherit' });
  // A terminal tells all of them; who ends this process alone means them, too.
  const end = () => void jest.kill();
  process.on('SIGTERM', end);
  const [code] = await once(jest, 'close');
  process.off('SIGTERM', end);
  return code ?? 1;
}

function lanes() {
  const names = readdirSync('e2e').flatMap((file) => /^(.+)\.test\.ts$/.exec(file)?.[1] ?? []);
  const unknown = HOSTS.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`e2e/run-e2e.mjs: found no test ${unknown.join(', ')}; expected one`);
  const files = (some) => some.map((name) => `e2e/${name}.test.ts`);
  return { hosts: files(HOSTS), programs: files(names.filter((name) => !HOSTS.includes(name))) };
}

/** Jest's report; a lane that ended without one counts as a suite that did not run. */
function read(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { numRuntimeErrorTestSuites: 1, testResults: [] };
  }
}

function merge([first, second]) {
  const counts = [...new Set([...Object.keys(first), ...Object.keys(second)])].filter((key) => key.startsWith('num'));
  return {
    ...Object.fromEntries(counts.map((key) => [key, (first[key] ?? 0) + (second[key] ?? 0)])),
    testResults: [...first.testResults, ...second.testResults],
  };
}
