import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { runCli } from '../lib/cli/run-cli';
import { codes } from '../lib/spec/codes';
import { makeRandom } from '../lib/simulate/random';
import { mutate } from './mutate';

/**
 * `npm run fuzz [-- COUNT [SEED]]`: mutated cluster files through the whole command. Each either synthesizes, or fails
 * with a code and a place and leaves dist/ and flux/ untouched.
 */
const COUNT = Number(process.argv[2] ?? 10_000);
const SEED = Number(process.argv[3] ?? 1);

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const root = resolve(import.meta.dirname, '..');
const files = readdirSync(join(root, 'examples'))
  .sort()
  .map((name) => readFileSync(join(root, 'examples', name), 'utf8'));
const work = mkdtempSync(join(tmpdir(), 'zero-spof-fuzz-'));
const known = new Set(Object.keys(codes));
const failures: string[] = [];
const seen = new Map<string, number>();
let accepted = 0;

async function run(): Promise<void> {
  const random = makeRandom(SEED);
  for (let i = 0; i < COUNT; i++) {
    const text = mutate(files[i % files.length] ?? '', random);
    writeFileSync(join(work, 'cluster.yaml'), text);
    const before = fingerprint();
    const stderr = new Sink();
    const code = await runCli(['synth', '--quiet'], {
      stdout: new Sink(),
      stderr,
      stdin: process.stdin,
      env: {},
      cwd: work,
      now: () => new Date(),
    });
    if (code === 0) accepted++;
    else judge(i, text, code, stderr.text, before);
  }
}

function report(): void {
  console.log(
    `${COUNT} files from seed ${SEED}: ${accepted} synthesized, ${COUNT - accepted} refused, ${failures.length} wrong`,
  );
  for (const [code, count] of [...seen].sort((a, b) => b[1] - a[1]))
    console.log(`  ${String(count).padStart(6)}  ${code}`);
  for (const failure of failures.slice(0, 5)) console.log(failure);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

void run()
  .then(report)
  .finally(() => rmSync(work, { recursive: true, force: true }));

function judge(i: number, text: string, code: number, said: string, before: string): void {
  // A place is FILE:LINE:COLUMN, the file itself, or the object.
  const found = [...said.matchAll(/^(\S.*?) {2}error {2}([a-z0-9-]+)$/gm)];
  for (const [, , name = ''] of found) seen.set(name, (seen.get(name) ?? 0) + 1);
  const wrong =
    code !== 2
      ? `exit code ${code}`
      : found.length === 0
        ? 'no code and place'
        : found.some(([, , name = '']) => !known.has(name))
          ? 'an unknown code'
          : /^ {4}at \S+ \(/m.test(said)
            ? 'a stack'
            : fingerprint() !== before
              ? 'dist/ or flux/ was touched'
              : undefined;
  if (wrong !== undefined) failures.push(`--- file ${i}: ${wrong}\n${said.slice(0, 1500)}\n--- text\n${text}`);
}

/** What would change if a folder were touched. */
function fingerprint(): string {
  return (
    ['dist', 'flux']
      .map((f) => statSync(join(work, f), { throwIfNoEntry: false }))
      .map((s) => (s ? `${s.ino}:${s.mtimeMs}` : 'none'))
      .join(' ') + readdirSync(work).sort().join(' ')
  );
}
