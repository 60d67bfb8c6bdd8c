import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { makeScratch } from '../../io/fixtures/scratch';
import { packageRoot } from '../../io/package-root';
import { run } from '../testing';

test('prints cluster.schema.json to the byte', async () => {
  const { code, stdout, stderr } = await run(makeScratch(), ['schema']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(readFileSync(join(packageRoot(), 'cluster.schema.json'), 'utf8'));
});

test('is a JSON Schema', async () => {
  const { stdout } = await run(makeScratch(), ['schema']);
  const schema = JSON.parse(stdout) as object;
  expect(new Ajv({ strict: false }).validateSchema(schema)).toBe(true);
});
