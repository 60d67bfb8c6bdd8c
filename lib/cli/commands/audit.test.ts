import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import auditSchema from '../../../docs/schemas/audit.schema.json';
import { makeScratch, put } from '../../io/fixtures/scratch';
import { codesIn, run } from '../testing';

const deployment = (name: string, more = '') => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name} # the name
  namespace: shop
${more}spec:
  # one is enough
  replicas: 1
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: main
          image: ghcr.io/example/main:1.0.0
          ports: [{ containerPort: 80 }]
          readinessProbe: { httpGet: { path: /, port: 80 } }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [{ port: 80 }] }
`;

function folder(files: Record<string, string>): string {
  const cwd = makeScratch();
  for (const [path, text] of Object.entries(files)) put(cwd, path, text);
  return cwd;
}

async function json(cwd: string, ...args: string[]) {
  const { code, stdout, stderr } = await run(cwd, ['audit', ...args, '--format', 'json']);
  if (stdout === '') return { code, stderr, rules: [], findings: [], problems: [] };
  const result = JSON.parse(stdout);
  const open = result.findings.filter((f: any) => f.waiver === null && f.severity === 'outage');
  return { code, stderr, rules: open.map((f: any) => f.rule), ...result };
}

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd });

describe('findings and exit codes', () => {
  const cwd = folder({ 'm/a.yaml': deployment('api') });

  test('one replica behind a Service is an outage, at its line, and the output is what the schema says', async () => {
    const result = await json(cwd, 'm');
    expect(result.code).toBe(1);
    expect(result.findings[0]).toMatchObject({
      rule: 'single-replica',
      severity: 'outage',
      location: { file: 'm/a.yaml', line: 8, column: 3 },
    });
    const { stdout } = await run(cwd, ['audit', 'm', '--format', 'json']);
    const validate = new Ajv({ allowUnionTypes: true }).compile(auditSchema);
    expect([validate(JSON.parse(stdout)), validate.errors]).toEqual([true, null]);
  });

  test('of the own cluster the plan is told, with lines of the cluster file', async () => {
    const own = folder({ 'cluster.yaml': readFileSync('examples/three-nodes.yaml', 'utf8') });
    await run(own, ['synth']);
    const { code, requirements } = await json(own);
    expect(code).toBe(0);
    const [etcd] = requirements;
    expect(etcd).toMatchObject({ id: '1.1', status: 'holds' });
    expect(etcd.evidence.map(({ file }: any) => file)).toEqual(['cluster.yaml', 'cluster.yaml', 'cluster.yaml']);
  });

  test('--fail-on never lets it pass', async () => {
    expect((await json(cwd, 'm', '--fail-on', 'never')).code).toBe(0);
  });

  test('an unreadable file makes it 2, and the rest is judged', async () => {
    const mixed = folder({ 'a.yaml': deployment('api'), 'b.yaml': 'a: [' });
    expect(await json(mixed, '.')).toMatchObject({ code: 2, rules: ['single-replica'] });
    expect(codesIn((await run(mixed, ['audit', '.'])).stderr)).toEqual(['manifest-syntax']);
  });

  test('the text of two runs is the same', async () => {
    expect((await run(cwd, ['audit', 'm'])).stdout).toBe((await run(cwd, ['audit', 'm'])).stdout);
  });
});

describe('waivers and baselines', () => {
  test('an annotation accepts a finding; after its day it is back, and says so', async () => {
    const annotation = '  annotations:\n    zero-spof.io/waive.single-replica: "one licence; until=2026-11-24"\n';
    const cwd = folder({ 'a.yaml': deployment('api', annotation) });
    expect(await json(cwd, 'a.yaml')).toMatchObject({ code: 0, summary: { outage: 0, waived: 1 } });
    const later = await run(cwd, ['audit', 'a.yaml', '--format', 'json'], { now: () => new Date('2026-11-25') });
    expect(later.code).toBe(1);
    expect(JSON.parse(later.stdout).findings.map((f: any) => f.rule)).toContain('waiver-expired');
  });

  test('a file accepts a finding; one that is wrong is refused', async () => {
    const waiver = 'waivers:\n  - rule: single-replica\n    object: Deployment/shop/api\n    reason: one licence\n';
    const cwd = folder({ 'a.yaml': deployment('api'), 'w.yaml': waiver, 'bad.yaml': 'waivers:\n  - rule: x\n' });
    expect(await json(cwd, 'a.yaml', '--waivers', 'w.yaml')).toMatchObject({ code: 0, rules: [] });
    const refused = await run(cwd, ['audit', 'a.yaml', '--waivers', 'bad.yaml']);
    expect([refused.code, codesIn(refused.stderr)]).toEqual([2, ['waivers-invalid', 'waivers-invalid']]);
  });

  test('who mends what a baseline accepts is told to write it again', async () => {
    const cwd = folder({ 'a.yaml': deployment('api') });
    expect((await run(cwd, ['audit', '.', '--write-baseline', 'base.txt'])).stderr).toContain('--baseline base.txt');
    expect((await run(cwd, ['audit', '.', '--baseline', 'base.txt'])).stderr).toBe('');
    put(cwd, 'a.yaml', deployment('api').replace('replicas: 1', 'replicas: 0'));
    expect((await run(cwd, ['audit', '.', '--baseline', 'base.txt'])).stderr).toContain('base.txt');
  });

  test('each mistake in a file of waivers has its place', async () => {
    const bad = [
      'waivers:',
      '  - { rule: no-budget, object: api, reason: later }',
      '  - rule: no-budget',
      '    object: Deployment/shop/api',
      '    reason: 3',
      '  - just a text',
    ];
    const cwd = folder({ 'a.yaml': deployment('api'), 'w.yaml': bad.join('\n'), 'x.yaml': 'waivers:\n  - [\n' });
    const { stderr } = await run(cwd, ['audit', 'a.yaml', '--waivers', 'w.yaml']);
    expect(stderr.match(/^w\.yaml:\d+/gm)).toEqual(['w.yaml:2', 'w.yaml:5', 'w.yaml:6', 'w.yaml:6', 'w.yaml:6']);
    expect((await run(cwd, ['audit', 'a.yaml', '--waivers', 'x.yaml'])).stderr).toMatch(/^x\.yaml:\d+:\d+/);
  });

  test('a baseline accepts what was there, and nothing that comes later', async () => {
    const cwd = folder({ 'a.yaml': deployment('api') });
    expect((await json(cwd, '.', '--write-baseline', 'base.txt')).code).toBe(0);
    put(cwd, 'b.yaml', deployment('web'));
    const result = await json(cwd, '.', '--baseline', 'base.txt');
    expect([result.code, result.rules]).toEqual([1, ['single-replica']]);
    expect(result.findings[0].object.name).toBe('web');
    // What is accepted is no better for it.
    expect(result.services).toEqual([
      expect.objectContaining({ verdict: 'outage', waived: true }),
      expect.objectContaining({ verdict: 'outage', waived: false }),
    ]);
    put(cwd, 'base.txt', 'no');
    expect(codesIn((await run(cwd, ['audit', '.', '--baseline', 'base.txt'])).stderr)).toEqual(['baseline-invalid']);
  });
});

describe('--diff', () => {
  const volume = 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: data, namespace: shop }\n';

  test('tells what a change adds to a revision, and stops the removal of a volume', async () => {
    const cwd = folder({ 'm/a.yaml': deployment('api'), 'm/v.yaml': volume });
    git(cwd, 'init', '-q');
    git(cwd, 'add', '.');
    git(cwd, 'commit', '-qm', 'x');
    expect(await json(cwd, 'm', '--diff', 'HEAD')).toMatchObject({ code: 0, findings: [] });
    put(cwd, 'm/b.yaml', deployment('web'));
    put(cwd, 'm/v.yaml', '# gone\n');
    const { code, rules } = await json(cwd, 'm', '--diff', 'HEAD');
    expect([code, rules.sort()]).toEqual([1, ['prunes-protected-object', 'single-replica']]);
  });

  test('what was there before is not called clean', async () => {
    const cwd = folder({ 'm/a.yaml': deployment('api'), 'before/m/a.yaml': deployment('api') });
    const { code, stdout } = await run(cwd, ['audit', 'm', '--diff', 'before']);
    expect(code).toBe(0);
    expect(stdout).not.toContain('No single point of failure');
    expect((await json(cwd, 'm', '--diff', 'before')).leftOut).toBeGreaterThan(0);
    const markdown = await run(cwd, ['audit', 'm', '--diff', 'before', '--format', 'markdown']);
    expect(markdown.stdout).not.toContain('No single point of failure');
  });

  test('three replicas that may share a node are no worse than one', async () => {
    const three = deployment('api').replace('replicas: 1', 'replicas: 3');
    const cwd = folder({ 'm/a.yaml': three, 'before/m/a.yaml': deployment('api') });
    expect((await json(cwd, 'm', '--diff', 'before')).rules).not.toContain('replicas-share-node');
    expect((await json(cwd, 'm')).rules).toContain('replicas-share-node');
    const back = folder({ 'm/a.yaml': deployment('api'), 'before/m/a.yaml': three });
    expect((await json(back, 'm', '--diff', 'before')).rules).toContain('single-replica');
  });

  test('a base that does not exist is refused', async () => {
    const { code, stderr } = await run(folder({ 'm/a.yaml': volume }), ['audit', 'm', '--diff', '--upload-pack=x']);
    expect([code, codesIn(stderr)]).toEqual([2, ['usage']]);
    const other = await run(folder({ 'm/a.yaml': volume, 'n/a.yaml': volume }), ['audit', 'm', '--diff', 'n']);
    expect([other.code, codesIn(other.stderr)]).toEqual([2, ['base-unknown']]);
    const unknown = await run(folder({ 'm/a.yaml': volume }), ['audit', 'm', '--diff', 'nowhere']);
    expect([unknown.code, codesIn(unknown.stderr)]).toEqual([2, ['base-unknown']]);
  });
});

describe('--fix', () => {
  test('shows a patch and writes nothing; with --write comments stay and the fault is gone', async () => {
    const cwd = folder({ 'a.yaml': deployment('api') });
    const shown = await run(cwd, ['audit', 'a.yaml', '--fix']);
    expect(shown.stdout).toMatch(/^-\s+replicas: 1\n\+\s+replicas: 2/m);
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe(deployment('api'));
    await run(cwd, ['audit', 'a.yaml', '--fix', '--write']);
    const text = readFileSync(join(cwd, 'a.yaml'), 'utf8');
    expect(text).toContain('# one is enough');
    expect(text).toContain('# the name');
    expect((await json(cwd, 'a.yaml')).rules).not.toContain('single-replica');
  });
});

test('a fix changes no line but its own, however the others are written', async () => {
  const written = [
    'apiVersion: "apps/v1"',
    'kind:   Deployment   # padded',
    'metadata:',
    '    name: api',
    '',
    '',
    'spec:',
    '    replicas: 1',
    '    selector: {matchLabels: {app: api}}',
    '    template:',
    '        metadata: { labels: {app:   api} }',
    '        spec:',
    '            containers:',
    '            -   name: main',
    "                image: 'api:1'",
    '                args: [a,   "b"]',
    '',
  ];
  for (const end of ['\n', '\r\n']) {
    const cwd = folder({ 'a.yaml': written.join(end) });
    await run(cwd, ['audit', 'a.yaml', '--fix', '--write']);
    const fixed = readFileSync(join(cwd, 'a.yaml'), 'utf8').split(end);
    expect(fixed).toContain('    replicas: 2');
    expect(fixed.filter((line) => written.includes(line))).toEqual(written.filter((l) => !l.includes('replicas')));
  }
});

describe('what belongs to the input', () => {
  const cwd = folder({ 'a.yaml': deployment('api'), 'k.yaml': 'programs: [{ image: x }]\n' });
  test.each([
    ['nodes-invalid', '--nodes', '0'],
    ['nodes-invalid', '--nodes', 'a.yaml'],
    ['knowledge-invalid', '--knowledge', 'k.yaml'],
  ])('%s: %s %s', async (code, flag, value) => {
    const refused = await run(cwd, ['audit', 'a.yaml', flag, value]);
    expect([refused.code, codesIn(refused.stderr)]).toEqual([2, [code]]);
  });

  test('explain knows rules', async () => {
    const { code, stdout } = await run(cwd, ['explain', 'single-replica']);
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'single-replica']);
  });
});
