import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { makeScratch, put } from '../../io/fixtures/scratch';
import { edit, VALID_SPEC } from '../../spec/testing';
import { synthesize } from '../../synth/synthesize';
import { parseClusterSpec } from '../../spec/parse-cluster-spec';
import { codesIn, run, tooLong } from '../testing';

const TOKENS = {
  ZERO_SPOF_K3S_TOKEN: 'server-token-of-the-test',
  ZERO_SPOF_K3S_AGENT_TOKEN: 'agent-token-of-the-test',
};
const ENV = { ...TOKENS, TS_AUTHKEY: 'key-of-the-tailnet-of-the-test' };

let root: string;
beforeEach(() => {
  root = makeScratch();
  put(root, 'cluster.yaml', VALID_SPEC);
});

const folder = (): string => join(root, '.zero-spof', 'bootstrap');
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const userData = (node: string): string => gunzipSync(readFileSync(join(folder(), `${node}.user-data.gz`))).toString();

test('writes user-data for every node, for nobody else to read, out of sight of git', async () => {
  const { code, stdout, stderr } = await run(root, ['bootstrap'], { env: ENV });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(readdirSync(folder())).toEqual(['n1.user-data.gz', 'n2.user-data.gz', 'n3.user-data.gz']);
  expect(mode(folder())).toBe('700');
  expect(mode(join(folder(), 'n1.user-data.gz'))).toBe('600');
  expect(readFileSync(join(root, '.zero-spof', '.gitignore'), 'utf8')).toBe('*\n');
  expect(stdout).toMatch(/n1\.user-data\.gz +server +\d+ bytes/);
  expect(tooLong(stdout)).toEqual([]);
});

test('keys that nobody gave are made by the login server, for nodes that have none', async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(JSON.stringify({ preAuthKey: { key: `made-key-${asked.length}` } }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  put(root, 'cluster.yaml', edit(VALID_SPEC, 'nodes:\n', `tailscale:\n  loginServer: ${url}\nnodes:\n`));
  const env = { ...TOKENS, HEADSCALE_API_KEY: 'secret-of-the-maker', TS_AUTHKEY_N2: 'key-of-n2-by-hand' };
  const { code, stdout } = await run(root, ['bootstrap'], { env });
  server.close();
  expect(code).toBe(0);
  expect(asked).toEqual(['/api/v1/preauthkey', '/api/v1/preauthkey']);
  expect(userData('n1')).toContain('made-key-1\n');
  expect(userData('n2')).toContain('key-of-n2-by-hand\n');
  expect(userData('n3')).toContain('made-key-2\n');
  for (const text of [stdout, ...['n1', 'n2', 'n3'].map(userData)]) expect(text).not.toContain('secret-of-the-maker');
});

test('nobody may create a cluster unless it was said', async () => {
  await run(root, ['bootstrap'], { env: ENV });
  for (const node of ['n1', 'n2', 'n3']) expect(userData(node)).toContain('CREATE_UNTIL=0\n');
});

test('--create lets one server create it, with DNS and the operator byte for byte as in git, and a FluxInstance', async () => {
  const { code } = await run(root, ['bootstrap', '--create', 'n1', '--script'], { env: ENV });
  expect(code).toBe(0);
  const script = readFileSync(join(folder(), 'n1.sh'), 'utf8');
  const { dist, flux } = synthesize(parseClusterSpec(VALID_SPEC, 'cluster.yaml').spec!);
  expect(script).toMatch(/CREATE_UNTIL=[1-9]/);
  for (const text of [dist.get('dns/coredns.k8s.yaml'), flux.get('flux-operator.k8s.yaml')])
    expect(script).toContain(`<<'END_OF_FILE'\n${text!}END_OF_FILE\n`);
  expect(script).toContain('kind: FluxInstance\n');
});

test.each([
  ['two nodes', ['--create', 'n1', 'n2']],
  ['all nodes', ['--create']],
])('--create for %s is refused', async (_, args) => {
  const { code } = await run(root, ['bootstrap', ...args], { env: ENV });
  expect(code).toBe(2);
  expect(existsSync(folder())).toBe(false);
});

test('tokens of a new cluster are made up once, and kept', async () => {
  const env = { TS_AUTHKEY: ENV.TS_AUTHKEY };
  expect((await run(root, ['bootstrap', '--create', 'n1'], { env })).code).toBe(0);
  const file = join(root, '.zero-spof', 'secrets.env');
  const kept = readFileSync(file, 'utf8');
  expect(kept).toMatch(/^ZERO_SPOF_K3S_TOKEN=[0-9a-f]{64}\nZERO_SPOF_K3S_AGENT_TOKEN=[0-9a-f]{64}\n$/);
  expect(mode(file)).toBe('600');
  expect((await run(root, ['bootstrap', 'n2'], { env })).code).toBe(0);
  expect(userData('n2')).toContain(/TOKEN=([0-9a-f]{64})/.exec(kept)![1]);
  expect(readFileSync(file, 'utf8')).toBe(kept);
});

test('all missing secrets are told at once, and nothing is written', async () => {
  const { code, stderr } = await run(root, ['bootstrap', 'n1', 'n2']);
  expect(code).toBe(2);
  expect(codesIn(stderr)).toEqual(['secret-missing', 'secret-missing', 'secret-missing', 'secret-missing']);
  expect(stderr).toContain('TS_AUTHKEY_N2');
  expect(existsSync(folder())).toBe(false);
});

test('a host that runs may be on the tailnet already: a script needs no key for it', async () => {
  expect((await run(root, ['bootstrap', '--script', 'n1'], { env: TOKENS })).code).toBe(0);
});

test('a wrong secret is not shown', async () => {
  const { code, stderr } = await run(root, ['bootstrap', 'n1'], { env: { ...ENV, ZERO_SPOF_K3S_TOKEN: 'top secret' } });
  expect(code).toBe(2);
  expect(codesIn(stderr)).toEqual(['secret-invalid']);
  expect(stderr).not.toContain('top secret');
});

test('a file of secrets that others may read is refused', async () => {
  put(
    root,
    '.zero-spof/secrets.env',
    Object.entries(ENV)
      .map(([k, v]) => `${k}=${v}\n`)
      .join(''),
  );
  chmodSync(join(root, '.zero-spof/secrets.env'), 0o644);
  expect(codesIn((await run(root, ['bootstrap', 'n1'])).stderr)).toEqual(['secret-file-invalid']);
  chmodSync(join(root, '.zero-spof/secrets.env'), 0o600);
  expect((await run(root, ['bootstrap', 'n1'])).code).toBe(0);
});

test('a line of it that is something else is named, and not shown', async () => {
  put(root, '.zero-spof/secrets.env', '# comment\n\nTS_AUTHKEY = hidden-value\n');
  chmodSync(join(root, '.zero-spof/secrets.env'), 0o600);
  const { stderr } = await run(root, ['bootstrap', 'n1']);
  expect(codesIn(stderr)).toEqual(['secret-file-invalid']);
  expect(stderr).toContain('line 3');
  expect(stderr).not.toContain('hidden-value');
});

test('an address for documentation is refused, but for a preflight', async () => {
  put(root, 'cluster.yaml', edit(VALID_SPEC, '198.18.0.2', '203.0.113.2'));
  const { code, stderr } = await run(root, ['bootstrap', 'n1'], { env: ENV });
  expect(code).toBe(2);
  expect(codesIn(stderr)).toEqual(['documentation-address']);
  expect((await run(root, ['bootstrap', 'n1', '--preflight'])).code).toBe(0);
  expect(readdirSync(folder())).toEqual(['n1.preflight.sh']);
});

test('a script that cleans hosts is for those that are named, and holds no secret', async () => {
  expect((await run(root, ['bootstrap', '--reset'], { env: ENV })).code).toBe(2);
  expect((await run(root, ['bootstrap', 'n2', '--reset', '--script'], { env: ENV })).code).toBe(2);
  expect((await run(root, ['bootstrap', 'n2', '--reset'])).code).toBe(0);
  expect(readdirSync(folder())).toEqual(['n2.reset.sh']);
});

test('a tailnet address of IPv6 is refused: the pod network is IPv4', async () => {
  put(root, 'cluster.yaml', edit(VALID_SPEC, '198.18.0.2', '198.18.0.2\n    tailnetIp: fd7a:115c:a1e0::2'));
  expect(codesIn((await run(root, ['bootstrap', 'n2'], { env: ENV })).stderr)).toEqual([
    'node-not-ready-for-bootstrap',
  ]);
});

test('a node that is not there is named, with those that are', async () => {
  const { code, stderr } = await run(root, ['bootstrap', 'n9'], { env: ENV });
  expect(code).toBe(2);
  expect(stderr).toContain('n1, n2, n3');
});

test('JSON tells the files, and no secret', async () => {
  const { stdout } = await run(root, ['bootstrap', 'n1', '--format', 'json'], { env: ENV });
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    form: 'user-data',
    files: [{ node: 'n1', role: 'server', name: 'n1.user-data.gz' }],
  });
  for (const secret of Object.values(ENV)) expect(stdout).not.toContain(secret);
});

test('a replacement comes with the steps before it, and joins', async () => {
  const { code, stdout } = await run(root, ['bootstrap', '--replace', 'n2'], { env: ENV });
  expect(code).toBe(0);
  expect(stdout).toMatch(/kubectl delete node n2\n[^]*2 are left[^]*from the tailnet[^]*Next: /);
  expect(userData('n2')).toContain('CREATE_UNTIL=0\n');
  expect(tooLong(stdout)).toEqual([]);
});

test.each([
  ['nobody', ['--replace']],
  ['so many that the others have no majority', ['--replace', 'n1', 'n2']],
  ['the creator', ['--replace', '--create', 'n1']],
])('a replacement of %s is refused', async (_, args) => {
  expect((await run(root, ['bootstrap', ...args], { env: ENV })).code).toBe(2);
  expect(existsSync(folder())).toBe(false);
});
