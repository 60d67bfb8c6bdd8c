import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { load, loadAll } from 'js-yaml';
import { makeScratch, put } from '../../io/fixtures/scratch';
import { edit, VALID_SPEC } from '../../spec/testing';
import { codesIn, run, tooLong } from '../testing';

const ENV = {
  ZERO_SPOF_K3S_TOKEN: 'server-token-of-the-test',
  ZERO_SPOF_K3S_AGENT_TOKEN: 'agent-token-of-the-test',
  TS_AUTHKEY: 'key-of-the-tailnet-of-the-test',
};
const SPEC = edit(
  edit(
    edit(VALID_SPEC, 'ingress:\n', '  - {name: n4, role: agent, zone: a}\ningress:\n'),
    'test.git\n',
    'test.git\n  secret: flux-git\n  sops: {}\n',
  ),
  '@region/\n',
  '@region/\n    secret: longhorn-backup\netcdSnapshots: {s3Secret: etcd-s3}\n',
);
const PASSWORD = 'password-of-the-repository';
const AGE = '# public key: age1test\nAGE-SECRET-KEY-1TEST\n';

let root: string;
beforeEach(() => {
  root = makeScratch();
  put(root, 'cluster.yaml', SPEC);
});
const give = (path: string, text: string | Uint8Array, mode = 0o600): void => {
  put(root, `.zero-spof/secrets/${path}`, text);
  chmodSync(join(root, '.zero-spof/secrets', path), mode);
};
const giveAll = (): void => {
  give('flux-system/flux-git/username', 'git\n');
  give('flux-system/flux-git/password', `${PASSWORD}\n`);
  give('flux-system/sops-age/age.agekey', AGE);
  give('kube-system/etcd-s3/etcd-s3-bucket', 'bucket');
  give('longhorn-system/longhorn-backup/AWS_ACCESS_KEY_ID', 'id');
  give('longhorn-system/longhorn-backup/AWS_SECRET_ACCESS_KEY', 'key');
};
const bootstrap = async (...args: readonly string[]) => run(root, ['bootstrap', ...args], { env: ENV });
const written = (name: string): Buffer => readFileSync(join(root, '.zero-spof/bootstrap', name));

interface WriteFiles {
  readonly write_files: readonly { readonly path: string; readonly permissions: string; readonly content: string }[];
}
/** NAMESPACE.NAME → mode and objects of what user-data puts aside for the cluster. */
const handedBy = (node: string) => {
  const { write_files: files } = load(gunzipSync(written(`${node}.user-data.gz`)).toString()) as WriteFiles;
  const at = '/var/lib/zero-spof/handover/';
  return files
    .filter(({ path }) => path.startsWith(at))
    .map(({ path, permissions, content }) => ({
      name: path.slice(at.length),
      permissions,
      objects: loadAll(content).filter((object) => object !== null),
    }));
};

test('every server brings the Secrets, in files for root only; an agent brings none', async () => {
  giveAll();
  const { code, stdout } = await bootstrap();
  expect(code).toBe(0);
  for (const node of ['n1', 'n2', 'n3'])
    expect(handedBy(node).map(({ name, permissions }) => `${name} ${permissions}`)).toEqual([
      'flux-system.flux-git 0600',
      'flux-system.sops-age 0600',
      'kube-system.etcd-s3 0600',
      'longhorn-system.longhorn-backup 0600',
    ]);
  expect(handedBy('n4')).toEqual([]);
  expect(handedBy('n1')[0]?.objects).toEqual([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'flux-git', namespace: 'flux-system' },
      // Without the line break that an editor puts behind a line.
      stringData: { password: PASSWORD, username: 'git' },
    },
  ]);
  expect(handedBy('n1')[1]?.objects[1]).toMatchObject({ stringData: { 'age.agekey': AGE } });
  expect(handedBy('n1')[2]?.objects).toMatchObject([{ type: 'etcd.k3s.cattle.io/s3-config-secret' }]);
  expect(stdout).not.toContain(PASSWORD);
  expect(tooLong(stdout)).toEqual([]);
});

test('the step is there where there is something to hand over, and nowhere else', async () => {
  giveAll();
  await bootstrap('--script', 'n1', 'n4');
  expect(written('n1.sh').toString()).toMatch(/run_step k3s\n.* run_step handover\n.* run_step proof\n/);
  expect(written('n4.sh').toString()).not.toContain('handover');
});

test('a creator without room for all brings the first, says so, and the next server brings all', async () => {
  giveAll();
  const long = randomBytes(600).toString('base64');
  give('longhorn-system/longhorn-backup/AWS_CERT', long);
  const { stdout } = await bootstrap('--create', 'n1', '--format', 'json');
  const brings = [
    'flux-system/flux-git',
    'flux-system/sops-age',
    'kube-system/etcd-s3',
    'longhorn-system/longhorn-backup',
  ];
  const result = JSON.parse(stdout) as { readonly files: readonly { bytes: number; handsOver: readonly string[] }[] };
  const [file] = result.files;
  expect(file?.bytes).toBeLessThanOrEqual(16_384);
  expect(file?.handsOver[0]).toBe(brings[0]);
  expect(brings.slice(0, file?.handsOver.length)).toEqual(file?.handsOver);
  expect(file?.handsOver).not.toContain('longhorn-system/longhorn-backup');
  expect((await bootstrap('--create', 'n1')).stdout).toMatch(/n1 has no room for .*longhorn-backup/s);
  expect(JSON.parse((await bootstrap('n2', '--format', 'json')).stdout)).toMatchObject({
    files: [{ handsOver: brings }],
  });
});

test('what a new cluster will lack is said', async () => {
  give('flux-system/flux-git/bearerToken', 'token');
  const { stdout } = await bootstrap('--create', 'n1', '--format', 'json');
  expect(JSON.parse(stdout)).toMatchObject({
    secretsNotGiven: ['flux-system/sops-age', 'kube-system/etcd-s3', 'longhorn-system/longhorn-backup'],
  });
});

test.each<[string, () => void, string]>([
  ['a file that others may read', () => give('flux-system/flux-git/password', PASSWORD, 0o640), 'flux-git/password'],
  ['bytes that are no text', () => give('flux-system/sops-age/age.agekey', Buffer.from([0xff, 0xfe])), 'age.agekey'],
  ['an empty file', () => give('flux-system/flux-git/password', '\n'), 'flux-git/password'],
  ['a key that no Secret can have', () => give('flux-system/flux-git/pass word', PASSWORD), 'pass word'],
  ['a folder in place of a key', () => give('flux-system/flux-git/password/x', PASSWORD), 'flux-git/password'],
  ['a Secret that cluster.yaml does not name', () => give('flux-system/flux-gti/password', PASSWORD), 'flux-gti'],
  ['a pull secret without its user', () => give('flux-system/flux-git/password', PASSWORD), 'username and password'],
  ['an age key under another name', () => give('flux-system/sops-age/key.txt', AGE), '.agekey'],
  ['S3 without a bucket', () => give('kube-system/etcd-s3/etcd-s3-access-key', 'id'), 'etcd-s3-bucket'],
  [
    'a Secret without a key',
    () => mkdirSync(join(root, '.zero-spof/secrets/flux-system/flux-git'), { recursive: true }),
    'a file for each key',
  ],
])('%s is refused, its place is named, its value is not, and nothing is written', async (_, make, said) => {
  make();
  const { code, stderr } = await bootstrap('n1');
  expect([code, codesIn(stderr)]).toEqual([2, ['secret-file-invalid']]);
  expect(stderr.replace(/\s+/g, ' ')).toContain(said);
  expect(stderr).not.toContain(PASSWORD);
  expect(existsSync(join(root, '.zero-spof/bootstrap'))).toBe(false);
});

test('a clone over SSH needs its key and the keys of the host', async () => {
  put(root, 'cluster.yaml', edit(SPEC, 'https://github.com/', 'ssh://git@github.com/'));
  give('flux-system/flux-git/password', PASSWORD);
  const { stderr } = await bootstrap('n1');
  expect(stderr.replace(/\s+/g, ' ')).toContain('identity and known_hosts');
});
