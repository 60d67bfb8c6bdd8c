import { createPrivateKey } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { load } from 'js-yaml';
import { makeScratch, put } from '../../io/fixtures/scratch';
import { edit, VALID_SPEC } from '../../spec/testing';
import { codesIn, run, tooLong } from '../testing';

const ENV = {
  ZERO_SPOF_K3S_TOKEN: 'server-token-of-the-test',
  ZERO_SPOF_K3S_AGENT_TOKEN: 'agent-token-of-the-test',
  TS_AUTHKEY: 'key-of-the-tailnet-of-the-test',
};
const ADDRESSES = ['10.0.0.11', '10.0.0.12', '10.0.0.13'];
const SPEC = edit(
  VALID_SPEC,
  '  name: test\n',
  `  name: test
  datastore:
    endpoints: [${ADDRESSES.map((address) => `https://${address}:2379`).join(', ')}]
    caFile: /etc/k3s-etcd/ca.crt
    certFile: /etc/k3s-etcd/client.crt
    keyFile: /etc/k3s-etcd/client.key
`,
);

let root: string;
beforeEach(() => {
  root = makeScratch();
  put(root, 'cluster.yaml', SPEC);
});
const bootstrap = async (...args: readonly string[]) => run(root, ['bootstrap', ...args], { env: ENV });
const folder = (): string => join(root, '.zero-spof/bootstrap');
const written = (name: string): string => readFileSync(join(folder(), name)).toString();
const kept = (): string => readFileSync(join(root, '.zero-spof/secrets.env'), 'utf8');

test('makes the key once, keeps it, and gives it to members and servers in files for root only', async () => {
  const { code, stdout } = await bootstrap('--etcd', '--create');
  expect(code).toBe(0);
  expect(readdirSync(folder()).sort()).toEqual(ADDRESSES.map((address) => `etcd-${address}.user-data.gz`));
  expect((statSync(join(folder(), 'etcd-10.0.0.11.user-data.gz')).mode & 0o777).toString(8)).toBe('600');
  expect(tooLong(stdout)).toEqual([]);
  const value = /^ZERO_SPOF_ETCD_CA_KEY=(\S+)\n$/.exec(kept())?.[1] ?? '';
  const pem = createPrivateKey({ key: Buffer.from(value, 'base64'), type: 'pkcs8', format: 'der' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
  await bootstrap('n1');
  for (const name of ['etcd-10.0.0.12.user-data.gz', 'n1.user-data.gz']) {
    const text = gunzipSync(readFileSync(join(folder(), name))).toString();
    const { write_files: files } = load(text) as {
      readonly write_files: readonly {
        readonly path: string;
        readonly permissions: string;
        readonly content: string;
      }[];
    };
    const holders = files.filter(({ content }) => content.includes(pem.split('\n')[1] ?? ''));
    expect(holders).toEqual([{ path: '/etc/zero-spof/etcd-ca.key', permissions: '0600', content: pem }]);
  }
  const before = kept();
  await bootstrap('--etcd', '--create');
  expect(kept()).toBe(before);
});

test('every member knows all, and only with --create may make a new etcd, all until the same moment', async () => {
  await bootstrap('--etcd', '--create', '--script');
  const scripts = ADDRESSES.map((address) => written(`etcd-${address}.sh`));
  for (const script of scripts)
    for (const address of ADDRESSES) expect(script).toContain(`etcd-${address}=https://${address}:2380`);
  const until = scripts.map((script) => /^CREATE_UNTIL=([1-9]\d+)$/m.exec(script)?.[1]);
  expect(until[0]).toBeDefined();
  expect(new Set(until).size).toBe(1);
  expect(scripts[0]).toMatch(/^OTHERS=https:\/\/10\.0\.0\.12:2379,https:\/\/10\.0\.0\.13:2379$/m);
  await bootstrap('--etcd', '--script');
  expect(written('etcd-10.0.0.11.sh')).toMatch(/^CREATE_UNTIL=0$/m);
});

test('who has no data starts nothing by itself, and a server that restarts has the lock of the servers', async () => {
  await bootstrap('--etcd', '--create', '--script');
  const member = written('etcd-10.0.0.11.sh');
  expect(/^file 0644 \/etc\/zero-spof\/etcd\.env <<'END_OF_FILE'\n([^]*?)^END_OF_FILE$/m.exec(member)?.[1]).toMatch(
    /^ETCD_INITIAL_CLUSTER_STATE=existing$/m,
  );
  await bootstrap('--script', 'n1');
  expect(written('n1.sh')).toContain('until_true 300 lease_take');
});

test('what a member and a server put on one host is not in the way of each other', async () => {
  await bootstrap('--etcd', '--create', '--script');
  await bootstrap('--script', 'n1');
  const filesIn = (script: string) =>
    new Map(
      [...script.matchAll(/^file \S+ (\S+) <<'END_OF_FILE'\n([^]*?)^END_OF_FILE$/gm)].map(([, path, text]) => [
        path,
        text,
      ]),
    );
  const [member, server] = [written('etcd-10.0.0.11.sh'), written('n1.sh')].map(filesIn);
  const shared = [...(member?.keys() ?? [])].filter((path) => server?.has(path));
  expect(shared).toEqual(['/usr/local/lib/zero-spof/etcd-certificate']);
  for (const path of shared) expect(server?.get(path)).toBe(member?.get(path));
});

test('the next command that is printed goes to the address of a member', async () => {
  expect((await bootstrap('--etcd', '--create', '--script')).stdout).toContain('root@10.0.0.11:');
});

test('the servers ask etcd before k3s starts; without the key they expect certificates', async () => {
  await bootstrap('--script', 'n1');
  const script = written('n1.sh');
  expect(script).toMatch(/run_step datastore\n.*run_step k3s\n/);
  expect(script).not.toContain('datastore_change()');
  await bootstrap('--etcd', '--create');
  await bootstrap('--script', 'n1');
  expect(written('n1.sh')).toContain('datastore_change()');
});

test.each<[string, readonly string[], (() => void) | undefined, number, string | RegExp]>([
  ['embedded etcd', ['--etcd'], () => put(root, 'cluster.yaml', VALID_SPEC), 2, /datastore with endpoints/],
  ['the name of a node', ['--etcd', 'n1'], undefined, 2, /no name/],
  ['a replacement', ['--etcd', '--replace'], undefined, 2, /one of them/],
  ['a preflight alone', ['--etcd', '--preflight'], undefined, 2, /one of them/],
  ['no key, and none to be made', ['--etcd'], undefined, 2, 'secret-missing'],
  [
    'a name in place of an address',
    ['--etcd', '--create'],
    () => put(root, 'cluster.yaml', edit(SPEC, '10.0.0.11', 'etcd1.example.org')),
    2,
    'node-not-ready-for-bootstrap',
  ],
  [
    'another port',
    ['--etcd', '--create'],
    () => put(root, 'cluster.yaml', edit(SPEC, '10.0.0.11:2379', '10.0.0.11:4001')),
    2,
    'node-not-ready-for-bootstrap',
  ],
])('%s is refused, and nothing is written', async (_, args, change, expected, said) => {
  change?.();
  const { code, stderr } = await bootstrap(...args);
  expect(code).toBe(expected);
  if (typeof said === 'string') expect(codesIn(stderr)).toEqual([said]);
  else expect(stderr).toMatch(said);
  expect(existsSync(folder())).toBe(false);
});

test('a key that is none is not shown', async () => {
  put(root, '.zero-spof/secrets.env', 'ZERO_SPOF_ETCD_CA_KEY=bm8ga2V5IGF0IGFsbA==\n');
  chmodSync(join(root, '.zero-spof/secrets.env'), 0o600);
  for (const args of [['--etcd'], ['n1']]) {
    const { code, stderr } = await bootstrap(...args);
    expect([code, codesIn(stderr)]).toEqual([2, ['secret-invalid']]);
    expect(stderr).not.toContain('bm8ga2V5');
  }
});
