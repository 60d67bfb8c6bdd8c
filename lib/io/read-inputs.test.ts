import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { asNobody } from './fixtures/as-nobody';
import { makeScratch, put } from './fixtures/scratch';
import { inputCodes } from '../spec/input-codes';
import { packageRoot } from './package-root';
import { toReadProblem } from './list-inputs';
import { readInputs } from './read-inputs';

const NO_STDIN = (): Promise<Buffer> => Promise.reject(new Error('nobody asked for stdin'));
const configMap = (name: string, more = '') => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}`;

/** The names that were read, and the codes and places of what was not. */
async function read(files: Record<string, string | Uint8Array>, paths: readonly string[] = ['.'], stdin?: string) {
  const cwd = makeScratch();
  for (const [path, text] of Object.entries(files)) put(cwd, path, text);
  return readIn(cwd, paths, stdin);
}

async function readIn(cwd: string, paths: readonly string[], stdin?: string) {
  const source = stdin === undefined ? NO_STDIN : () => Promise.resolve(Buffer.from(stdin));
  const { objects, problems, ...counts } = await readInputs(cwd, paths, source);
  return {
    ...counts,
    names: objects.map((o) => o.manifest.metadata.name),
    problems: problems.map((p) =>
      [p.code, p.severity, p.location ? `${p.location.file}:${p.location.line}` : p.where].join(' '),
    ),
  };
}

describe('what is read', () => {
  test('folders as a whole, in the order of names; files once; stdin', async () => {
    const files = {
      'b/z.yaml': configMap('z'),
      'b/a.yml': configMap('a'),
      'b/c/j.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"j"}}',
      'b/readme.md': '# no',
      'b/.git/x.yaml': configMap('x'),
      'b/node_modules/x.yaml': configMap('y'),
      'one.txt': configMap('one'),
    };
    expect(await read(files, ['one.txt', 'b', 'b/z.yaml', '-'], configMap('in'))).toEqual({
      files: 5,
      documents: 5,
      names: ['in', 'one', 'a', 'j', 'z'],
      problems: [],
    });
  });

  test('a link to a folder is followed, and one that leads back is told', async () => {
    const cwd = makeScratch();
    put(cwd, 'm/a.yaml', configMap('a'));
    put(cwd, 'other/b.yaml', configMap('b'));
    symlinkSync('..', join(cwd, 'm', 'up'));
    symlinkSync('../other', join(cwd, 'm', 'more'));
    symlinkSync('self', join(cwd, 'm', 'self'));
    expect(await readIn(cwd, ['m'])).toMatchObject({
      names: ['a', 'b'],
      problems: ['input-missing error m/self', 'input-link-loop warning m/up/m'],
    });
  });

  test('a pipe is read as a file', async () => {
    const cwd = makeScratch();
    const pipe = join(cwd, 'pipe');
    execFileSync('mkfifo', [pipe]);
    execFileSync('sh', ['-c', 'printf %s "$1" > "$0" &', pipe, configMap('piped')], { stdio: 'ignore' });
    expect((await readIn(cwd, ['pipe'])).names).toEqual(['piped']);
  });

  test('a pipe of the shell is read as a file; its link leads to no path', () => {
    const cli = join(packageRoot(), 'bin/zero-spof.cjs');
    const script = 'printf %s "$2" | "$0" "$1" audit --format json --fail-on never /dev/stdin';
    const printed = execFileSync('sh', ['-c', script, process.execPath, cli, configMap('piped')], { encoding: 'utf8' });
    expect(JSON.parse(printed)).toMatchObject({ inputs: { files: 1, objects: 1 } });
  });

  test('a pipe in a folder, to which nobody writes, is not waited for', async () => {
    const cwd = makeScratch();
    execFileSync('mkfifo', [join(cwd, 'pipe.yaml')]);
    expect((await readIn(cwd, ['.'])).problems).toEqual(['input-not-a-file error pipe.yaml']);
  });

  test('a file has one name, however its path is written', async () => {
    expect((await read({ 'a/b.yaml': 'x: ]' }, ['./a/../a/'])).problems).toEqual(['manifest-syntax error a/b.yaml:1']);
  });
});

describe('what is not read is told, and the rest is judged', () => {
  const bad: readonly (readonly [string, string | Uint8Array, string])[] = [
    ['invalid YAML', '# c\n---\nb: [1\n', 'manifest-syntax error bad.yaml:4'],
    ['a tab', 'a:\n\tb: 1\n', 'manifest-syntax error bad.yaml:2'],
    ['aliases that multiply', `a: &a [x,x]\n${bomb()}`, 'manifest-syntax error bad.yaml:1'],
    ['an unrendered template', `apiVersion: v1\nkind: X\nmetadata:\n  {{- x }}\n`, 'helm-template error bad.yaml:4'],
    ['a template that is YAML', configMap('t', 'data: {{ .Values.data }}\n'), 'helm-template error bad.yaml:5'],
    ['a template in quotes', configMap('"{{ .Release.Name }}"'), 'helm-template error bad.yaml:4'],
    ['a program', Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0]), 'input-not-text error bad.yaml'],
    ['Latin-1', Uint8Array.from([0x61, 0x3a, 0x20, 0xe4]), 'input-not-text error bad.yaml'],
    ['UTF-16', Buffer.from('\uFEFFa: 1', 'utf16le'), 'input-not-text error bad.yaml'],
    ['no kind', 'apiVersion: v1\nmetadata: {name: x}\n', 'document-not-an-object error bad.yaml:1'],
    ['no name', 'apiVersion: v1\nkind: ConfigMap\n', 'object-without-name error bad.yaml:1'],
    [
      'an unknown version',
      'apiVersion: apps/v3\nkind: Deployment\nmetadata: {name: x}',
      'api-version-unknown error Deployment/x in bad.yaml:1',
    ],
    ['the same name', configMap('good', 'data: {a: b}\n'), 'input-duplicate error ConfigMap/good in good.yaml:1'],
    ['values of a chart', 'replicas: 3\n', 'file-without-objects warning bad.yaml'],
    ['nothing', '# later\n', 'file-without-objects warning bad.yaml'],
    [
      'a kustomization',
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n',
      'kustomization-not-built warning bad.yaml',
    ],
    [
      'a kustomization with replicas',
      'kind: Kustomization\nresources: [good.yaml]\nreplicas: [{ name: good, count: 1 }]\n',
      'kustomization-changes-objects error bad.yaml',
    ],
    [
      'a kind that Kubernetes has not',
      'apiVersion: v1\nkind: Servce\nmetadata: { name: shop }\n',
      'kind-unknown error Servce/shop in bad.yaml:1',
    ],
  ];
  test.each(bad)('%s', async (_, text, problem) => {
    const { names, problems } = await read({ 'bad.yaml': text, 'good.yaml': configMap('good') });
    expect(problems.slice(0, 1)).toEqual([problem]);
    expect(names).toContain('good');
  });

  test('a file that may not be read', async () => {
    const cwd = makeScratch();
    chmodSync(cwd, 0o755);
    put(cwd, 'a.yaml', configMap('a'));
    put(cwd, 'b.yaml', configMap('b'));
    chmodSync(join(cwd, 'a.yaml'), 0);
    const found = await asNobody(async () => readIn(cwd, ['.']));
    expect(found).toMatchObject({ names: ['b'], problems: ['input-unreadable error a.yaml'] });
  });

  test.each(['EACCES', 'EPERM', 'EIO', 'EMFILE'])('what the system refuses with %s', (code) => {
    expect(toReadProblem('a.yaml', Object.assign(new Error(), { code }))).toMatchObject({ code: 'input-unreadable' });
  });

  test('a kustomization that writes no kind', async () => {
    const files = { 'kustomization.yaml': 'resources: [a.yaml]\nnamePrefix: x-\n', 'a.yaml': configMap('a') };
    const { problems } = await read(files);
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['kustomization-not-built']);
  });

  test('a path that does not exist', async () => {
    expect((await read({}, ['gone.yaml'])).problems).toEqual(['input-missing error gone.yaml']);
  });

  test('a file that does not fit into memory', async () => {
    const cwd = makeScratch();
    put(cwd, 'a.yaml', '');
    // Sparse: it takes no room.
    truncateSync(join(cwd, 'a.yaml'), 300 * 1024 * 1024);
    expect((await readIn(cwd, ['a.yaml'])).problems).toEqual(['input-too-large error a.yaml']);
  });

  test('a device', async () => {
    expect((await read({}, ['/dev/null'])).problems).toEqual(['input-not-a-file error /dev/null']);
  });

  test.each([
    ['an empty stdin', ['-'], 'input-empty error -'],
    ['an empty folder', ['.'], 'input-empty error .'],
  ])('%s', async (_, paths, problem) => {
    expect((await read({}, paths, '')).problems).toEqual([problem]);
  });

  test('Go templates inside the text of an object are no templates of helm', async () => {
    const text = configMap('a', 'data:\n  alert: "{{ $labels.pod }}"\n');
    expect(await read({ 'a.yaml': text })).toMatchObject({ names: ['a'], problems: [] });
  });

  test('the same object twice with the same content is no problem', async () => {
    expect((await read({ 'a.yaml': configMap('a'), 'b.yaml': configMap('a') })).problems).toEqual([]);
  });

  test('a secret does not reach a message', async () => {
    const text = `password: "hunter2hunter2" "\n`;
    const cwd = makeScratch();
    put(cwd, 'a.yaml', text);
    const { problems } = await readInputs(cwd, ['a.yaml'], NO_STDIN);
    expect(problems).toHaveLength(1);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
});

test('every code has a case here', () => {
  // What needs a real helm is in e2e/.
  const tests = [
    '../cli/commands/audit.test.ts',
    '../cli/commands/simulate-place.test.ts',
    '../cli/commands/simulate.test.ts',
    '../../e2e/helm-charts.test.ts',
  ].map((file) => join(__dirname, file));
  const here = [__filename, ...tests].map((file) => readFileSync(file, 'utf8')).join('');
  expect(Object.keys(inputCodes).filter((code) => !here.includes(code))).toEqual([]);
});

function bomb(): string {
  return Array.from(
    { length: 30 },
    (_, i) => `a${i}: &a${i} [*a${i === 0 ? '' : i - 1}, *a${i === 0 ? '' : i - 1}]\n`,
  ).join('');
}
