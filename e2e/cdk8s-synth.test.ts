import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch } from '../lib/io/fixtures/scratch';
import { readTree } from '../lib/io/tree';
import { copyClone } from './harness/copy-clone';
import { mustRun } from './harness/run';

test('"cdk8s synth" gives the tree that "zero-spof synth" gives', async () => {
  const around = makeScratch();
  const cwd = join(around, 'clone');
  const expected = join(around, 'expected');
  mkdirSync(expected);
  copyClone(cwd);
  await mustRun('npx', ['--no', '--', 'zero-spof', 'synth', '--out', expected], { cwd });
  await mustRun('npx', ['--no', 'cdk8s', 'synth'], { cwd, env: { CDK8S_CHECK_UPGRADE: 'false' } });
  expect(readTree(join(expected, 'dist')).size).toBeGreaterThan(10);
  for (const folder of ['dist', 'flux']) expect(readTree(join(cwd, folder))).toEqual(readTree(join(expected, folder)));
});
