import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import synthSchema from '../../../docs/schemas/synth.schema.json';
import { fingerprint, makeScratch, put } from '../../io/fixtures/scratch';
import { edit, VALID_SPEC } from '../../spec/testing';
import { codesIn, hasColor, run, tooLong } from '../testing';

const CHANGED_SPEC = `${VALID_SPEC}dns: {replicas: 2}\n`;

let root: string;
beforeEach(() => {
  root = makeScratch();
  put(root, 'cluster.yaml', VALID_SPEC);
});

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const lineOf = (text: string, path: string): string | undefined => text.split('\n').find((l) => l.startsWith(path));
const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));

test('the first run makes dist/ and flux/, and tells each file and the next step', async () => {
  const { code, stdout, stderr } = await run(root, ['synth']);
  expect(code).toBe(0);
  for (const folder of ['dist', 'flux']) {
    expect(filesIn(folder)).not.toEqual([]);
    for (const file of filesIn(folder)) expect(lineOf(stdout, `${folder}/${file}`)).toMatch(/ new +\d+ objects?$/);
  }
  expect(stdout).toContain('git add dist flux && git commit && git push');
  expect(codesIn(stderr)).toEqual(['etcd-across-sites']);
  expect(tooLong(stdout + stderr)).toEqual([]);
});

test('the state folder keeps itself out of git, and holds nothing else', async () => {
  await run(root, ['synth']);
  expect(readdirSync(join(root, '.zero-spof'))).toEqual(['.gitignore']);
  expect(read('.zero-spof/.gitignore')).toBe('*\n');
  expect(readdirSync(root).sort()).toEqual(['.zero-spof', 'cluster.yaml', 'dist', 'flux']);
});

test('a second run touches nothing, and says so', async () => {
  await run(root, ['synth']);
  const before = fingerprint(root);
  const { code, stdout } = await run(root, ['synth']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+ objects in (\d+) files, \1 files unchanged\.$/m);
  expect(fingerprint(join(root, 'dist'))).toEqual(before.filter((l) => l.startsWith('dist/')).map((l) => l.slice(5)));
});

test('what changed is told by object and field', async () => {
  await run(root, ['synth']);
  put(root, 'cluster.yaml', CHANGED_SPEC);
  const { stdout } = await run(root, ['synth']);
  expect(lineOf(stdout, 'dist/dns/coredns.k8s.yaml')).toMatch(/ changed +.*Deployment spec\.replicas 3 -> 2/);
  expect(stdout.split('\n').filter((l) => l.includes(' changed '))).toHaveLength(1);
});

test('an object that comes or goes is named, and so is a file that goes', async () => {
  const postgres = 'apps:\n  - {name: store, kind: postgres, disk: 1Gi}\n';
  put(root, 'cluster.yaml', VALID_SPEC + postgres);
  await run(root, ['synth']);
  put(root, 'cluster.yaml', VALID_SPEC);
  const { stdout } = await run(root, ['synth']);
  expect(lineOf(stdout, 'dist/apps/store.k8s.yaml')).toMatch(/ removed/);
  expect(lineOf(stdout, 'dist/namespaces/namespaces.k8s.yaml')).toMatch(/ changed +Namespace \S+ removed/);
  expect(filesIn('dist')).not.toContain('apps/store.k8s.yaml');
});

describe('--check', () => {
  test('writes nothing and ends with 1 before a synth, with 0 after it, and with 1 after a change', async () => {
    expect((await run(root, ['synth', '--check'])).code).toBe(1);
    expect(readdirSync(root)).toEqual(['cluster.yaml']);

    await run(root, ['synth']);
    const before = fingerprint(root);
    expect((await run(root, ['synth', '--check'])).code).toBe(0);

    put(root, 'cluster.yaml', CHANGED_SPEC);
    const { code, stdout } = await run(root, ['synth', '--check']);
    expect(code).toBe(1);
    expect(lineOf(stdout, 'dist/dns/coredns.k8s.yaml')).toContain('3 -> 2');
    const isGenerated = (line: string): boolean => /^(dist|flux|\.zero-spof)/.test(line);
    expect(fingerprint(root).filter(isGenerated)).toEqual(before.filter(isGenerated));
  });

  test('notices an edit, and leaves it', async () => {
    await run(root, ['synth']);
    const file = 'dist/dns/coredns.k8s.yaml';
    put(root, file, read(file).replace('replicas: 3', 'replicas: 1'));
    const { code, stderr } = await run(root, ['synth', '--check']);
    expect([code, codesIn(stderr)]).toEqual([1, ['etcd-across-sites', 'output-edited']]);
    expect(read(file)).toContain('replicas: 1');
  });
});

describe('--quiet', () => {
  test('prints nothing where all is well', async () => {
    expect(await run(root, ['synth', '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(filesIn('dist')).not.toEqual([]);
  });

  test('prints errors', async () => {
    put(root, 'cluster.yaml', edit(VALID_SPEC, 'url:', 'urk:'));
    const { code, stderr } = await run(root, ['synth', '--quiet']);
    expect(code).toBe(2);
    expect(codesIn(stderr)).toContain('unknown-key');
  });

  test('still writes the result to the file of --output', async () => {
    await run(root, ['synth', '--quiet', '--output', 'result.txt']);
    expect(read('result.txt')).toContain('git push');
  });
});

describe('--format json', () => {
  const validator = new Ajv({ strict: true, allowUnionTypes: true }).compile<SynthDocument>(synthSchema);
  interface SynthDocument {
    readonly check: boolean;
    readonly objects: number;
    readonly files: readonly { readonly path: string; readonly change: string }[];
    readonly warnings: readonly { readonly code: string }[];
  }
  const parse = (text: string): SynthDocument => {
    const document: unknown = JSON.parse(text);
    if (validator(document)) return document;
    throw new Error(JSON.stringify(validator.errors));
  };

  test('fits its schema, for a first run and for a change, and prints nothing else', async () => {
    const first = await run(root, ['synth', '--format', 'json']);
    expect([first.code, first.stderr]).toEqual([0, '']);
    const files = [...filesIn('dist').map((f) => `dist/${f}`), ...filesIn('flux').map((f) => `flux/${f}`)].sort();
    expect(parse(first.stdout).files).toEqual(files.map((path) => ({ path, change: 'new' })));

    put(root, 'cluster.yaml', CHANGED_SPEC);
    const { code, stdout } = await run(root, ['synth', '--check', '--format', 'json']);
    const { check, files: after, warnings } = parse(stdout);
    expect([code, check]).toEqual([1, true]);
    expect(after.filter((f) => f.change !== 'unchanged')).toEqual([
      { path: 'dist/dns/coredns.k8s.yaml', change: 'changed' },
    ]);
    expect(warnings.map((w) => w.code)).toEqual(['etcd-across-sites']);
  });

  test('has a schema that refuses what is none', () => {
    expect(validator({ version: 1, tool: { name: 'zero-spof', version: '0.1.0' }, check: true })).toBe(false);
  });
});

test('--output gets the result, and stdout nothing', async () => {
  const { stdout } = await run(root, ['synth', '--output', 'result.txt'], { isTerminal: true });
  expect(stdout).toBe('');
  expect(read('result.txt')).toContain('git push');
  expect(hasColor(read('result.txt'))).toBe(false);
});

test('--out writes to another folder, and makes it', async () => {
  await run(root, ['synth', '--out', 'elsewhere']);
  expect(readdirSync(root).sort()).toEqual(['cluster.yaml', 'elsewhere']);
  expect(filesIn('elsewhere/dist')).not.toEqual([]);
});

describe('what people wrote in the output', () => {
  test('an edited file is named before it is replaced, and is kept', async () => {
    await run(root, ['synth']);
    const file = 'dist/dns/coredns.k8s.yaml';
    const generated = read(file);
    const edited = generated.replace('replicas: 3', 'replicas: 1');
    put(root, file, edited);
    let whenNamed = '';
    const onStderr = (text: string): void => {
      if (text.includes('output-edited')) whenNamed = read(file);
    };
    const { code, stderr } = await run(root, ['synth'], { onStderr });
    expect(code).toBe(0);
    expect(codesIn(stderr)).toContain('output-edited');
    expect(stderr).toContain(file);
    expect(whenNamed).toBe(edited);
    expect(read(file)).toBe(generated);
    expect(read(`.zero-spof/replaced/${file}`)).toBe(edited);
  });

  test('a file that synth did not write is named, removed and kept', async () => {
    await run(root, ['synth']);
    put(root, 'dist/mine.yaml', 'kind: ConfigMap\n');
    const { code, stderr } = await run(root, ['synth']);
    expect([code, codesIn(stderr)]).toEqual([0, ['etcd-across-sites', 'output-foreign']]);
    expect(filesIn('dist')).not.toContain('mine.yaml');
    expect(read('.zero-spof/replaced/dist/mine.yaml')).toBe('kind: ConfigMap\n');
  });
});

describe('where it cannot write it ends with 3, and leaves all as it was', () => {
  test('dist is a file', async () => {
    put(root, 'dist', 'mine');
    const { code, stderr } = await run(root, ['synth']);
    expect([code, codesIn(stderr)]).toEqual([3, ['output-not-a-folder']]);
    expect(readdirSync(root).sort()).toEqual(['cluster.yaml', 'dist']);
  });

  test.each([['cluster.yaml'], ['cluster.yaml/below']])('--out is %s, where a file is', async (out) => {
    const { code, stderr } = await run(root, ['synth', '--out', out]);
    expect([code, codesIn(stderr)]).toEqual([3, ['output-not-writable']]);
  });
});

test('a wrong cluster file ends with 2, and dist/ stays', async () => {
  await run(root, ['synth']);
  const before = fingerprint(join(root, 'dist'));
  put(root, 'cluster.yaml', edit(VALID_SPEC, '- name: n3\n    role: server', '- name: n3\n    role: agent'));
  const { code, stdout, stderr } = await run(root, ['synth']);
  expect([code, stdout]).toEqual([2, '']);
  expect(codesIn(stderr)).toContain('servers-too-few');
  expect(fingerprint(join(root, 'dist'))).toEqual(before);
});

test('without a cluster file it offers init, and ends with 2', async () => {
  const { code, stderr } = await run(makeScratch(), ['synth']);
  expect([code, codesIn(stderr)]).toEqual([2, ['file-missing']]);
  expect(stderr).toContain('zero-spof init');
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends it with %d in one line, and leaves no half', async (signal, exitCode) => {
  // Jest's process is a copy that real signals do not reach; this is what Node does with one.
  const onStderr = (text: string): void => {
    if (text.startsWith('cluster.yaml')) setImmediate(() => process.emit(signal, signal));
  };
  const { code, stdout, stderr } = await run(root, ['synth'], { onStderr });
  expect([code, stdout]).toEqual([exitCode, '']);
  expect(stderr.split('\n').filter((line) => line.includes(signal))).toHaveLength(1);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(readdirSync(root).sort()).toEqual(['.zero-spof', 'cluster.yaml']);
  expect(readdirSync(join(root, '.zero-spof'))).toEqual(['.gitignore']);
});
