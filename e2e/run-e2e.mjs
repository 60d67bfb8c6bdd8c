// `npm run e2e`: all tests, in two lanes at once. In one hosts and machines come and go, and mostly wait for each other;
// in the other programs compute. With names of tests it is jest alone: `npm run e2e -- placement`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Of the first lane; what is not named is of the second. One after the other, as they measure times, and as what the
 * kernel counts for all machines together is enough for one of them.
 */
const HOSTS = [
  ...['bootstrap', 'bootstrap-convert', 'cluster', 'hygiene'],
  ...['lab', 'machines', 'network', 'real-nodes', 'tailnet'],
];

const OUTPUT = '--outputFile=';
const flags = process.argv.slice(2);
process.exitCode = flags.every((flag) => flag.startsWith('--')) ? await runLanes() : await runJest(flags);

async function runLanes() {
  const folder = mkdtempSync(join(tmpdir(), 'zero-spof-e2e-'));
  try {
    const output = flags.find((flag) => flag.startsWith(OUTPUT))?.slice(OUTPUT.length);
    const common = flags.filter((flag) => !flag.startsWith(OUTPUT));
    const reports = [join(folder, 'hosts.json'), join(folder, 'programs.json')];
    const codes = await Promise.all(
      lanes().map((files, at) => runJest([...common, '--json', OUTPUT + reports[at], '--runTestsByPath', ...files])),
    );
    if (output !== undefined) writeFileSync(output, JSON.stringify(merge(reports.map(read))));
    return Math.max(...codes);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runJest(args) {
  const jest = spawn('jest', ['--config', 'e2e/jest.config.cjs', ...args], { stdio: 'inherit' });
  const [code] = await once(jest, 'close');
  return code ?? 1;
}

function lanes() {
  const names = readdirSync('e2e').flatMap((file) => /^(.+)\.test\.ts$/.exec(file)?.[1] ?? []);
  const unknown = HOSTS.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`e2e/run-e2e.mjs: found no test ${unknown.join(', ')}; expected one`);
  const files = (some) => some.map((name) => `e2e/${name}.test.ts`);
  return [files(HOSTS), files(names.filter((name) => !HOSTS.includes(name)))];
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
