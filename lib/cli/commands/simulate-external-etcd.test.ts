import { makeScratch, put } from '../../io/fixtures/scratch';
import { edit, VALID_SPEC } from '../../spec/testing';
import { codesIn, run } from '../testing';

const POD = `apiVersion: v1
kind: Pod
metadata: { name: p, namespace: shop, labels: { app: p } }
spec: { containers: [{ name: p, image: p }] }
`;

/** n1 to n3 are servers, n4 an agent. */
const specWith = (...endpoints: readonly string[]): string =>
  edit(
    edit(
      VALID_SPEC,
      '  name: test\n',
      `  name: test\n  datastore: {endpoints: [${endpoints.map((host) => `'https://${host}:2379'`).join(', ')}], caFile: /a, certFile: /b, keyFile: /c}\n`,
    ),
    'ingress:\n',
    '  - name: n4\n    role: agent\n    zone: d\n    tailnetIp: 100.64.0.4\n    publicIp: 198.18.0.4\ningress:\n',
  );

async function validate(spec: string): Promise<readonly string[]> {
  const cwd = makeScratch();
  put(cwd, 'cluster.yaml', spec);
  return codesIn((await run(cwd, ['validate'])).stderr);
}

async function simulate(spec: string, ...args: readonly string[]) {
  const cwd = makeScratch();
  put(cwd, 'cluster.yaml', spec);
  put(cwd, 'm/all.yaml', POD);
  const { stdout, stderr } = await run(cwd, ['simulate', 'm', '--nodes', 'cluster.yaml', '--format', 'json', ...args]);
  expect(stderr).not.toMatch(/^error/m);
  const { scenarios, cutSets, assumptions } = JSON.parse(stdout);
  return { of: (id: string) => scenarios.find((one: any) => one.id === id), cutSets, assumptions };
}

const HERE = specWith('198.18.0.1', 'n2', '100.64.0.4');
const ELSEWHERE = specWith('10.0.0.1', '10.0.0.2', '10.0.0.3');

test('a node that holds a member of an etcd of its own takes that with it', async () => {
  const { of, assumptions } = await simulate(HERE, '--fail', 'node/n4', '--fail', 'node/n3', '--fail', 'nodes/n1+n4');
  expect(of('node/n4')).toMatchObject({ etcd: { members: 3, left: 2, quorum: true }, api: 'degrades' });
  expect(of('node/n3')).toMatchObject({ etcd: { left: 3 }, api: 'degrades' });
  expect(of('nodes/n1+n4')).toMatchObject({ etcd: { left: 1, quorum: false }, api: 'outage' });
  expect(assumptions.join()).not.toContain('on no node');
});

test('the smallest sets of nodes that stop the API are of its members, or all servers', async () => {
  const apiSets = async (spec: string) =>
    (await simulate(spec, '--order', '3')).cutSets.filter(({ what }: any) => what === 'api');
  expect(await apiSets(HERE)).toMatchObject([{ nodes: ['n1', 'n2'], alike: 3 }]);
  expect(await apiSets(ELSEWHERE)).toMatchObject([{ nodes: ['n1', 'n2', 'n3'], alike: 1 }]);
});

test('k3s that stops on all servers leaves their members as they are', async () => {
  const { of } = await simulate(HERE, '--fail', 'control-plane/majority');
  expect(of('control-plane/majority')).toMatchObject({ etcd: { left: 3, quorum: true }, api: 'outage' });
});

test('a server that reaches a member without a leader counts as one that does not answer', async () => {
  const { of } = await simulate(HERE, '--fail', 'partition/n4', '--fail', 'partition/n1,n2,n3+n4');
  // n4, cut off, is a member and no server.
  expect(of('partition/n4').api).toBe('degrades');
  expect(of('partition/n1,n2,n3+n4').api).toBe('outage');
});

test('members that are on no node are taken to be there, and that is said', async () => {
  const { of, assumptions } = await simulate(ELSEWHERE, '--fail', 'nodes/n1+n2');
  expect(of('nodes/n1+n2')).toMatchObject({ etcd: null, api: 'degrades' });
  expect(assumptions.join()).toContain('https://10.0.0.2:2379');
});

test.each([
  ['two members at one host', ['198.18.0.1', 'n1', 'n2'], 'etcd-endpoints-quorum'],
  ['a majority of the members in one zone', ['n1', 'n2', 'n3'], 'zone-majority'],
])('%s is told', async (_, endpoints, code) => {
  expect(await validate(edit(specWith(...endpoints), 'zone: b', 'zone: a'))).toContain(code);
});
