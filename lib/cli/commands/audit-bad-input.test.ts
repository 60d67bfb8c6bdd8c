import { chmodSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { asNobody } from '../../io/fixtures/as-nobody';
import { makeScratch, put } from '../../io/fixtures/scratch';
import { codesIn, run, tooLong } from '../testing';

/* What somebody may hand over by mistake, as they would: beside good files, all of which are judged. */

const good = (
  name: string,
  more: { apiVersion?: string; replicas?: number } = {},
) => `apiVersion: ${more.apiVersion ?? 'apps/v1'}
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  replicas: ${more.replicas ?? 1}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: main, image: 'shop:1' }] }
`;

/** Each line is nine times the one before. */
const bomb = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
  .map(
    (name, i, names) =>
      `${name}: &${name} [${Array(9)
        .fill(i === 0 ? 'x' : `*${names[i - 1] ?? ''}`)
        .join(', ')}]`,
  )
  .join('\n');

const BAD: readonly (readonly [string, (folder: string) => void, string])[] = [
  ['invalid YAML', (f) => put(f, 'bad.yaml', 'kind: Service\nmetadata: {name: x\n'), 'manifest-syntax'],
  ['a YAML bomb', (f) => put(f, 'bad.yaml', bomb), 'manifest-syntax'],
  ['brackets without end', (f) => put(f, 'bad.yaml', `a: ${'['.repeat(20_000)}`), 'manifest-syntax'],
  ['a template of helm', (f) => put(f, 'bad.yaml', good('{{ .Release.Name }}')), 'helm-template'],
  ['a program', (f) => put(f, 'bad.yaml', new Uint8Array([127, 69, 76, 70, 0, 1, 0, 2])), 'input-not-text'],
  [
    'a huge file',
    (f) => {
      put(f, 'bad.yaml', '');
      truncateSync(join(f, 'bad.yaml'), 300 * 1024 * 1024);
    },
    'input-too-large',
  ],
  ['a link to itself', (f) => symlinkSync('bad.yaml', join(f, 'bad.yaml')), 'input-missing'],
  ['another cluster, with other content', (f) => put(f, 'bad.yaml', good('good', { replicas: 3 })), 'input-duplicate'],
  ['an unknown version', (f) => put(f, 'bad.yaml', good('new', { apiVersion: 'apps/v9' })), 'api-version-unknown'],
  [
    'a kind that is misspelt',
    (f) => put(f, 'bad.yaml', 'apiVersion: policy/v1\nkind: PodDisruptionBugdet\nmetadata: { name: good }\n'),
    'kind-unknown',
  ],
  [
    'a kustomization with patches',
    (f) => put(f, 'bad.yaml', 'kind: Kustomization\nresources: [good.yaml]\npatches: [{ path: patch.yaml }]\n'),
    'kustomization-changes-objects',
  ],
  [
    'an object without a name',
    (f) => put(f, 'bad.yaml', 'apiVersion: v1\nkind: Service\nspec: {}\n'),
    'object-without-name',
  ],
];

test.each(BAD)('%s is named, the exit code is 2, and the rest is judged', async (_, spoil, code) => {
  const cwd = makeScratch();
  put(cwd, 'm/good.yaml', good('good'));
  spoil(join(cwd, 'm'));
  const { code: exit, stdout, stderr } = await run(cwd, ['audit', 'm']);
  expect(codesIn(stderr)).toEqual([code]);
  expect(stderr).toContain('m/bad.yaml');
  expect(exit).toBe(2);
  expect(stdout).toContain('single-replica');
  expect(tooLong(stdout + stderr)).toEqual([]);
});

test('links in a circle are told, and what is in them is judged once', async () => {
  const cwd = makeScratch();
  put(cwd, 'm/good.yaml', good('good'));
  symlinkSync('../m', join(cwd, 'm', 'again'));
  const { code, stdout, stderr } = await run(cwd, ['audit', 'm']);
  expect(codesIn(stderr)).toEqual(['input-link-loop']);
  expect(code).toBe(0);
  expect(stdout).toContain('in 1 object of 1 file');
});

test('what may not be read is named', async () => {
  const cwd = makeScratch();
  chmodSync(cwd, 0o755);
  put(cwd, 'm/good.yaml', good('good'));
  put(cwd, 'm/bad.yaml', good('bad'));
  chmodSync(join(cwd, 'm/bad.yaml'), 0);
  const { code, stderr } = await asNobody(async () => run(cwd, ['audit', 'm']));
  expect(codesIn(stderr)).toEqual(['input-unreadable']);
  expect(code).toBe(2);
});

test.each([
  ['empty stdin', '-', '', 'input-empty'],
  ['only comments', '-', '# nothing\n---\n', 'input-empty'],
])('%s is not clean', async (_, path, typed, code) => {
  const { code: exit, stdout, stderr } = await run(makeScratch(), ['audit', path], { typed });
  expect(codesIn(stderr)).toEqual([code]);
  expect(exit).toBe(2);
  expect(stdout).toContain('Nothing was judged');
});

test.each([
  ['a version that is gone', 'extensions/v1beta1', 'api-version-removed'],
  ['a group that was forgotten', 'v1', 'object-refused'],
])('%s is a finding', async (_, apiVersion, rule) => {
  const cwd = makeScratch();
  put(cwd, 'a.yaml', good('old', { apiVersion }));
  const { stdout } = await run(cwd, ['audit', 'a.yaml']);
  expect(stdout).toContain(rule);
});

test('a chart is rendered first', async () => {
  const cwd = makeScratch();
  put(cwd, 'chart/Chart.yaml', 'apiVersion: v2\nname: shop\nversion: 1.0.0\n');
  put(cwd, 'chart/values.yaml', 'replicas: 2\n');
  put(cwd, 'chart/templates/shop.yaml', good('{{ .Release.Name }}'));
  const { code, stderr } = await run(cwd, ['audit', 'chart']);
  expect(codesIn(stderr)).toEqual(['helm-template', 'helm-template', 'file-without-objects']);
  expect(code).toBe(2);
});

test('an object that two files hold word for word is one', async () => {
  const budget =
    'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: { name: good, namespace: shop }\nspec: { maxUnavailable: 1, selector: { matchLabels: { app: good } } }\n';
  const cwd = makeScratch();
  for (const file of ['m/a.yaml', 'm/b.yaml']) put(cwd, file, `${good('good', { replicas: 3 })}---\n${budget}`);
  const { code, stdout, stderr } = await run(cwd, ['audit', 'm']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).not.toContain('budgets-overlap');
  expect(stdout.match(/replicas-share-node/g)).toHaveLength(2);
});
