import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch } from '../lib/io/fixtures/scratch';
import { copyClone } from './harness/copy-clone';
import { type Finished, run } from './harness/run';

let clone: string;
beforeAll(() => {
  clone = makeScratch();
  copyClone(clone);
});

const npm = (...args: string[]): Promise<Finished> => run('npm', ['run', '--silent', ...args], { cwd: clone });
const npx = (...args: string[]): Promise<Finished> => run('npx', ['--no', '--', 'zero-spof', ...args], { cwd: clone });

test('in a clone that was never built, npm run synth builds and writes', async () => {
  rmSync(join(clone, 'dist'), { recursive: true });
  const { code, stdout } = await npm('synth');
  expect(code).toBe(0);
  expect(stdout).toContain('git push');
  expect(existsSync(join(clone, 'dist/dns/coredns.k8s.yaml'))).toBe(true);
});

test('npm run VERB and npx zero-spof VERB say the same', async () => {
  const viaNpm = await npm('validate', '--', '--format', 'json');
  const viaNpx = await npx('validate', '--format', 'json');
  expect([viaNpm.code, viaNpx.code]).toEqual([0, 0]);
  expect(viaNpm.stdout).toBe(viaNpx.stdout);
});

test('what is edited under lib/ is built before the next run', async () => {
  expect((await npx('synth', '--check')).code).toBe(0);
  const file = join(clone, 'lib/synth/generated-header.ts');
  const source = readFileSync(file, 'utf8');
  // As long as before: V8 tells code that it has compiled from other code by the length alone.
  writeFileSync(file, source.replace('edits are lost.', 'edits are gone.'));
  expect((await npx('synth', '--check')).code).toBe(1);
  writeFileSync(file, source);
  expect((await npx('synth', '--check')).code).toBe(0);
});
