import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codes, type ProblemCode } from './codes';
import { inputCodes } from './input-codes';
import { parseClusterSpec } from './parse-cluster-spec';
import { edit, takeMark, VALID_SPEC } from './testing';

const append = (text: string) => VALID_SPEC + text;
const change = (part: string, replacement: string) => edit(VALID_SPEC, part, replacement);
const app = (lines: string) =>
  append(`apps:\n  - name: web\n    kind: stateless\n    image: ghcr.io/example/web:1.0.0\n${lines}`);
const chart = (lines: string) => append(`charts:\n  - name: home\n    version: 1.0.0\n    namespace: home\n${lines}`);
const node4 = (lines: string) =>
  change('ingress:\n  controller', `  - name: n4\n    role: agent\n${lines}ingress:\n  controller`);

/** For each code: a file that has it, with `«` where the message must point. */
const negativeCases: readonly (readonly [ProblemCode, string, string])[] = [
  ['yaml-syntax', 'an unclosed bracket', `cluster: [1, 2\n«`],
  ['yaml-syntax', 'a colon too many', 'cluster:\n  name: «a: b\n'],
  ['yaml-tab', 'a tab', 'cluster:\n«\tname: test\n'],
  ['yaml-duplicate-key', 'a key twice', change('  name: test\n', '  name: test\n  «name: again\n')],
  ['yaml-multiple-documents', 'two documents', append('«---\ncluster: {}\n')],
  [
    'yaml-alias-bomb',
    'nested anchors',
    `«a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`,
  ],
  ['unknown-key', 'a mistyped key', change('  url: ', '  «brnach: main\n  url: ')],
  ['unknown-key', 'a key of another kind of app', app('    «instances: 3\n')],
  ['missing-key', 'no repository', change('git:\n  url: https://github.com/example/test.git\n', '«git: {}\n')],
  ['missing-key', 'no kind of app', append('apps:\n  - «name: web\n')],
  ['wrong-type', 'a number for a name', change('name: test', 'name: «1.10')],
  ['wrong-type', 'a list for a mapping', change('ingress:\n  controller: traefik\n', 'ingress: «[]\n')],
  ['unknown-value', 'an unknown role', change('    role: server\n    zone: a', '    role: «master\n    zone: a')],
  ['unknown-value', 'a database that is not there yet', append('apps:\n  - name: cache\n    kind: «valkey\n')],
  ['unknown-value', 'an unknown datastore', change('  name: test\n', '  name: test\n  datastore: «mysql\n')],
  [
    'missing-key',
    'a datastore without certificates',
    change('  name: test\n', '  name: test\n  «datastore: {endpoints: [https://10.0.0.1:2379]}\n'),
  ],
  ['invalid-name', 'capitals in a node name', change('name: n1', 'name: «Node_1')],
  ['invalid-name', 'a bad label key', node4('    labels:\n      «a b: c\n')],
  ['invalid-value', 'four cron fields', append('etcdSnapshots:\n  schedule: «"0 3 * *"\n')],
  [
    'invalid-value',
    'a repository address for scp',
    change('https://github.com/example/test.git', '«git@github.com:example/test.git'),
  ],
  [
    'secret-in-spec',
    'a password in the repository address',
    change('https://github.com/example/test.git', '«https://me:hunter2@github.com/example/test.git'),
  ],
  ['out-of-range', 'too many snapshots', append('etcdSnapshots:\n  retention: «0\n')],
  ['replicas-too-few', 'one DNS server', append('dns:\n  replicas: «1\n')],
  [
    'replicas-too-few',
    'two database instances',
    append('apps:\n  - name: db\n    kind: postgres\n    disk: 1Gi\n    instances: «2\n'),
  ],
  [
    'image-not-pinned',
    'latest',
    append('apps:\n  - name: web\n    kind: stateless\n    image: «ghcr.io/example/web:latest\n'),
  ],
  [
    'servers-too-few',
    'two servers and an agent',
    change('    role: server\n    zone: c', '    role: «agent\n    zone: c'),
  ],
  ['nodes-even-quorum', 'four servers', node4('').replace('role: agent', 'role: «server')],
  [
    'external-etcd-even-servers',
    'four servers with external etcd',
    node4('')
      .replace('role: agent', 'role: «server')
      .replace(
        '  name: test\n',
        '  name: test\n  datastore: {endpoints: [https://10.0.0.1:2379, https://10.0.0.2:2379, https://10.0.0.3:2379], caFile: /a, certFile: /b, keyFile: /c}\n',
      ),
  ],
  [
    'etcd-endpoints-quorum',
    'one endpoint',
    change(
      '  name: test\n',
      '  name: test\n  datastore: {endpoints: «[https://10.0.0.1:2379], caFile: /a, certFile: /b, keyFile: /c}\n',
    ),
  ],
  ['zone-majority', 'two of three servers in a zone', change('    zone: a', '    zone: «b')],
  ['etcd-across-sites', 'three zones', VALID_SPEC],
  ['node-duplicate-name', 'a name twice', change('name: n2', 'name: «n1')],
  [
    'node-duplicate-host',
    'a host twice',
    change('    zone: a', '    zone: a\n    host: x.example.org').replace(
      '    zone: b',
      '    zone: b\n    host: «x.example.org',
    ),
  ],
  ['node-duplicate-ip', 'an address twice', change('198.18.0.2', '«198.18.0.1')],
  ['ip-invalid', 'a number too large', change('198.18.0.2', '«198.18.0.256')],
  [
    'tailnet-ip-range',
    'an address of a private network',
    change('    zone: a', '    zone: a\n    tailnetIp: «10.0.0.1'),
  ],
  ['public-ip-range', 'a tailnet address as public', change('198.18.0.2', '«100.64.0.2')],
  [
    'existing-not-unique',
    'two running clusters',
    change('    zone: a', '    zone: a\n    existing: single-server').replace(
      '    zone: b',
      '    zone: b\n    existing: «single-server',
    ),
  ],
  ['existing-on-agent', 'a running cluster on an agent', node4('    existing: «single-server\n')],
  ['documentation-address', 'an address that is not known yet', change('198.18.0.2', '«203.0.113.2')],
  [
    'cidr-invalid',
    'bits behind the mask',
    change('  name: test\n', '  name: test\n  network: {podCidr: «10.42.1.0/16}\n'),
  ],
  [
    'cidr-overlap',
    'Services within the pods',
    change('  name: test\n', '  name: test\n  network: {serviceCidr: «10.42.0.0/17}\n'),
  ],
  ['replicas-exceed-nodes', 'four pods on three nodes', app('    replicas: «4\n')],
  [
    'ingress-public-nodes-too-few',
    'three host ports on two public nodes',
    change('    publicIp: 198.18.0.3\n', '').replace('controller: traefik', 'controller: traefik\n  replicas: «3'),
  ],
  [
    'storage-nodes-too-few',
    'three copies on two disks',
    change('    zone: a', '    zone: a\n    storage: false').replace(
      'storage:\n  backup',
      'storage:\n  replicas: «3\n  backup',
    ),
  ],
  [
    'app-duplicate-name',
    'an app twice',
    app('  - name: «web\n    kind: stateless\n    image: ghcr.io/example/web:1.0.0\n'),
  ],
  [
    'app-duplicate-host',
    'a host twice',
    app(
      '    port: 80\n    readiness: {tcp: true}\n    hosts: [a.example.org]\n  - name: two\n    kind: stateless\n    image: ghcr.io/example/web:1.0.0\n    port: 80\n    readiness: {tcp: true}\n    hosts: [«a.example.org]\n',
    ),
  ],
  ['app-port-missing', 'hosts without a port', app('    «hosts: [a.example.org]\n')],
  ['app-readiness-missing', 'a port without a probe', app('    port: 80\n').replace('  - name: web', '  - «name: web')],
  ['app-readiness-ambiguous', 'two ways to ask', app('    port: 80\n    «readiness: {tcp: true, path: /}\n')],
  ['namespace-reserved', 'an app in kube-system', app('    namespace: «kube-system\n')],
  ['secret-in-spec', 'a password as a variable', app('    env:\n      DB_PASSWORD: «hunter2hunter2\n')],
  [
    'secret-in-spec',
    'a token in the values of a chart',
    chart(`    chart: ./home\n    values: {a: {b: [«ghp_${'a'.repeat(36)}]}}\n`),
  ],
  ['k3s-version-unknown', 'a release of the future', change('  name: test\n', '  name: test\n  k3s: «v1.99.0+k3s1\n')],
  ['k3s-version-bad', 'a release that loses flannel', change('  name: test\n', '  name: test\n  k3s: «v1.36.1+k3s1\n')],
  ['longhorn-version-unknown', 'an old Longhorn', change('storage:\n', 'storage:\n  longhorn: «1.5.0\n')],
  [
    'longhorn-setting-unknown',
    'a setting that was renamed',
    change('storage:\n', 'storage:\n  settings: {«orphanAutoDeletion: true}\n'),
  ],
  [
    'longhorn-setting-invalid',
    'a word that Longhorn does not know',
    change('storage:\n', 'storage:\n  settings: {logLevel: «Loud}\n'),
  ],
  [
    'longhorn-setting-reserved',
    'a setting that decides about data',
    change('storage:\n', 'storage:\n  settings: {«replicaSoftAntiAffinity: true}\n'),
  ],
  [
    'waiver-duplicate',
    'a waiver twice',
    append(
      'waivers:\n  - {rule: a, object: Deployment/a/b, reason: x}\n  - «{rule: a, object: Deployment/a/b, reason: y}\n',
    ),
  ],
  [
    'waiver-date',
    'the thirtieth of February',
    append('waivers:\n  - {rule: a, object: Deployment/a/b, reason: x, until: «2027-02-30}\n'),
  ],
  ['ingress-nginx-retired', 'the retired controller', change('controller: traefik', 'controller: «ingress-nginx')],
  [
    'ingress-dns-follows-pods',
    'two ingress pods on three public nodes',
    change('ingress:\n  controller: traefik', '«ingress:\n  controller: traefik\n  replicas: 2'),
  ],
  [
    'storage-backup-missing',
    'no backup',
    change('storage:\n  backup:\n    target: s3://bucket@region/\n', '«storage: {}\n'),
  ],
  [
    'chart-duplicate-name',
    'a chart twice',
    chart('    chart: ./home\n  - name: «home\n    version: 1.0.0\n    namespace: home\n    chart: ./home\n'),
  ],
  ['chart-repo', 'a name without a repository', chart('    chart: «homepage\n')],
  [
    'chart-not-pinned',
    'a chart without a digest',
    chart('    chart: oci://ghcr.io/example/home\n').replace('  - name: home', '  - «name: home'),
  ],
];

/** Codes of what is not cluster.yaml's text: other tests have their negative cases. */
const ELSEWHERE: readonly ProblemCode[] = [
  'file-missing',
  'file-not-a-file',
  'file-unreadable',
  'file-not-utf8',
  'file-too-large',
  'file-empty',
  'helm-missing',
  'chart-not-found',
  'chart-digest-mismatch',
  'chart-values-refused',
  'chart-not-deterministic',
  'chart-hooks-skipped',
  'object-invalid',
  'object-kind-unknown',
  'object-duplicate',
  'object-name-invalid',
  'object-selector-mismatch',
  'object-namespace-missing',
  'secret-in-output',
  'spread-impossible',
  'secret-missing',
  'tailnet-key-refused',
  'secret-file-invalid',
  'secret-invalid',
  'node-not-ready-for-bootstrap',
  'user-data-too-large',
  'output-not-writable',
  'output-not-a-folder',
  'output-locked',
  'output-edited',
  'output-foreign',
];

/** Text of every other test of the project. */
const otherTests = ['lib', 'e2e'].flatMap((top) =>
  readdirSync(join(__dirname, '../..', top), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts') && !path.endsWith('parse-cluster-spec.test.ts'))
    .map((path) => readFileSync(join(__dirname, '../..', top, path), 'utf8')),
);

const WARNINGS: readonly ProblemCode[] = [
  'external-etcd-even-servers',
  'zone-majority',
  'etcd-across-sites',
  'documentation-address',
  'ingress-nginx-retired',
  'ingress-dns-follows-pods',
  'storage-backup-missing',
  'chart-not-pinned',
];

describe('parseClusterSpec', () => {
  test('accepts a file with nothing but what is required, and fills in the defaults', () => {
    const { spec, problems } = parseClusterSpec(VALID_SPEC, 'cluster.yaml');
    expect(problems.filter((p) => p.severity === 'error')).toEqual([]);
    expect(spec?.cluster).toMatchObject({
      k3s: 'v1.36.3+k3s1',
      datastore: 'embedded',
      network: { podCidr: '10.42.0.0/16', serviceCidr: '10.43.0.0/16', domain: 'cluster.local' },
    });
    expect(spec?.nodes[0]).toMatchObject({ storage: true, absent: false, arch: 'amd64', taints: [] });
    expect(spec).toMatchObject({
      dns: { replicas: 3 },
      metricsServer: { replicas: 2 },
      git: { branch: 'main' },
      apps: [],
      charts: [],
      waivers: [],
    });
  });

  test.each(negativeCases)('%s: %s', (code, _what, marked) => {
    const { text, line, column } = marked.includes('«')
      ? takeMark(marked)
      : { text: marked, line: undefined, column: undefined };
    const { spec, problems } = parseClusterSpec(text, 'cluster.yaml');
    const hit = problems.find((p) => p.code === code);
    expect(hit).toBeDefined();
    expect(hit?.severity).toBe(WARNINGS.includes(code) ? 'warning' : 'error');
    if (hit?.severity === 'error') expect(spec).toBeUndefined();
    if (line !== undefined)
      expect({ line: hit?.location?.line, column: hit?.location?.column }).toEqual({ line, column });
    expect(hit?.cure).not.toBe('');
    // One mistake, one error: what follows from it is not reported as well.
    if (!WARNINGS.includes(code))
      expect(problems.filter((p) => p.severity === 'error').map((p) => p.code)).toEqual(
        problems.filter((p) => p.severity === 'error').map(() => code),
      );
  });

  test('every code has a negative case', () => {
    const here = new Set<string>(negativeCases.map(([code]) => code));
    // Those about manifests are counted where manifests are read.
    const missing = Object.keys(codes).filter(
      (code) => !here.has(code) && !ELSEWHERE.includes(code as ProblemCode) && !Object.hasOwn(inputCodes, code),
    );
    expect(missing).toEqual([]);
    // file-empty and file-too-large are below.
    const untested = ELSEWHERE.filter(
      (code) => !/^file-(empty|too-large)$/.test(code) && !otherTests.some((text) => text.includes(`'${code}'`)),
    );
    expect(untested).toEqual([]);
  });

  test('reports structural and cross-field mistakes at once, sorted by place', () => {
    const text = edit(node4('').replace('role: agent', 'role: server'), '  url: ', '  brnach: main\n  url: ');
    const { problems } = parseClusterSpec(text, 'cluster.yaml');
    expect(problems.filter((p) => p.severity === 'error').map((p) => p.code)).toEqual([
      'unknown-key',
      'nodes-even-quorum',
    ]);
    const lines = problems.map((p) => p.location?.line ?? 0);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
  });

  test('suggests the nearest key', () => {
    const { problems } = parseClusterSpec(change('  url: ', '  brnach: main\n  url: '), 'cluster.yaml');
    expect(problems.find((p) => p.code === 'unknown-key')?.cure).toContain('branch');
  });

  test.each(['', '\n\n', '# only a comment\n', '---\n', 'null\n'])('an empty file: %j', (text) => {
    expect(parseClusterSpec(text, 'cluster.yaml').problems.map((p) => p.code)).toEqual(['file-empty']);
  });

  test.each(['- a\n', 'text\n', '42\n'])('a file that is no mapping: %j', (text) => {
    expect(parseClusterSpec(text, 'cluster.yaml').problems.map((p) => p.code)).toEqual(['wrong-type']);
  });

  test('a file of more than 4 MiB is refused without being parsed', () => {
    const { problems } = parseClusterSpec('#'.repeat(10 * 1024 * 1024), 'cluster.yaml');
    expect(problems.map((p) => p.code)).toEqual(['file-too-large']);
  });

  test.each([
    ['a BOM', `\uFEFF${VALID_SPEC}`],
    ['CRLF', VALID_SPEC.replaceAll('\n', '\r\n')],
  ])('%s is accepted, and places stay right', (_what, text) => {
    expect(parseClusterSpec(text, 'cluster.yaml').spec).toBeDefined();
    const broken = parseClusterSpec(text.replace('role: server', 'role: master'), 'cluster.yaml').problems.find(
      (p) => p.code === 'unknown-value',
    );
    expect(broken?.location).toMatchObject({ line: 7, column: 11, endColumn: 17, excerpt: '    role: master' });
  });

  test.each([
    ['brackets', '['.repeat(100_000)],
    ['an anchor inside itself', 'a: &a [*a]\n'],
    ['an unknown alias', 'a: *b\n'],
  ])('%s give an error and no stack', (_what, text) => {
    const { problems } = parseClusterSpec(text, 'cluster.yaml');
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]?.code).toMatch(/^yaml-/);
  });

  test('no message shows a secret, wherever it stands', () => {
    const secret = 'hunter2-Hunter2-hunter2';
    const texts = [
      app(`    env: { DB_PASSWORD: ${secret}, OTHER: [${secret}] }\n`),
      change('https://github.com/example/test.git', `https://me:${secret}@github.com/example/test.git`),
      app(`    env:\n      API_TOKEN: ${secret}\n    bad: [\n`),
    ];
    for (const text of texts) {
      const { problems } = parseClusterSpec(text, 'cluster.yaml');
      expect(problems.length).toBeGreaterThan(0);
      expect(JSON.stringify(problems)).not.toContain(secret);
    }
  });

  test('names of Secrets and references to variables are no secrets', () => {
    const text = app(
      '    secrets: [web-env]\n    pullSecret: registry-token\n    env: { PASSWORD_FILE: /run/secret, URL: "http://$(HOST)/", TOKEN: $(OTHER) }\n',
    );
    expect(parseClusterSpec(text, 'cluster.yaml').problems.filter((p) => p.code === 'secret-in-spec')).toEqual([]);
  });
});
