import { load } from 'js-yaml';
import { stepsOf } from '../steps';
import { exampleSpec, filesIn, planOf } from '../testing';
import { unknownK3sKeys } from './config-keys';
import { etcdTiming } from './etcd-timing';

const EXAMPLES = ['cloudflared', 'external-etcd', 'first-user', 'one-absent', 'one-zone', 'three-nodes'].map(
  (name) => `${name}.yaml`,
);
const CONFIG = '/etc/rancher/k3s/config.yaml';

const read = (text: string | undefined): Record<string, any> => load(text ?? '') as Record<string, any>;
const configOf = (example: string, node: string) => filesIn(stepsOf(planOf(exampleSpec(example), node), false));

describe.each(EXAMPLES)('%s', (example) => {
  const spec = exampleSpec(example);
  const servers = spec.nodes.filter((n) => n.role === 'server');

  test('config.yaml is the same on all servers, byte for byte', () => {
    const texts = servers.map(({ name }) => configOf(example, name).get(CONFIG));
    expect(texts[0]).toMatch(/^token-file: /);
    expect(new Set(texts).size).toBe(1);
  });

  test.each(spec.nodes.map((n) => [n.name, n.role] as const))('k3s knows every key of %s', (name, role) => {
    const files = configOf(example, name);
    for (const path of [CONFIG, '/etc/rancher/k3s/config.yaml.d/10-node.yaml'])
      expect(unknownK3sKeys(role, Object.keys(read(files.get(path))))).toEqual([]);
  });

  test('only the files of the creator hold cluster-init, and only its program decides', () => {
    for (const { name } of spec.nodes) {
      for (const text of configOf(example, name).values()) expect(text).not.toContain('cluster-init');
    }
  });
});

test('a key that k3s does not know is found, also for the wrong role', () => {
  expect(unknownK3sKeys('server', ['node-ip', 'tls-san+', 'cluster-int'])).toEqual(['cluster-int']);
  expect(unknownK3sKeys('agent', ['node-ip', 'cluster-init'])).toEqual(['cluster-init']);
});

test('what makes the control plane survive is there', () => {
  const config = read(configOf('one-absent.yaml', 'n1').get(CONFIG));
  expect(config['secrets-encryption']).toBe(true);
  expect(config['flannel-iface']).toBe('tailscale0');
  expect(config['disable']).toEqual(['coredns', 'local-storage', 'metrics-server', 'servicelb', 'traefik']);
  expect(config['kube-apiserver-arg']).toEqual(
    expect.arrayContaining(['enable-aggregator-routing=true', 'default-unreachable-toleration-seconds=30']),
  );
  expect(config['etcd-s3-config-secret']).toBe('etcd-s3');
  // Any other key of S3 would make k3s ignore the Secret.
  expect(Object.keys(config).filter((key) => key.startsWith('etcd-s3'))).toEqual(['etcd-s3', 'etcd-s3-config-secret']);
});

test('an external datastore takes the place of everything about etcd', () => {
  const config = read(configOf('external-etcd.yaml', 's1').get(CONFIG));
  expect(config['datastore-endpoint']).toBe('https://10.1.0.11:2379,https://10.1.0.12:2379,https://10.1.0.13:2379');
  expect(Object.keys(config).filter((key) => key.startsWith('etcd'))).toEqual([]);
});

test('a node has its zone, its labels and its public address', () => {
  const agent = read(configOf('external-etcd.yaml', 'a1').get('/etc/rancher/k3s/config.yaml.d/10-node.yaml'));
  expect(agent['node-label']).toEqual([
    'example.com/disk=nvme',
    'node.longhorn.io/create-default-disk=true',
    'topology.kubernetes.io/zone=north',
  ]);
  const server = read(configOf('three-nodes.yaml', 'n1').get('/etc/rancher/k3s/config.yaml.d/10-node.yaml'));
  expect(server['node-external-ip']).toBe('198.18.0.1');
});

test.each([
  [undefined, undefined],
  [10, ['heartbeat-interval=100', 'election-timeout=1000']],
  [333, undefined],
  [400, ['heartbeat-interval=600', 'election-timeout=6000']],
  [3000, ['heartbeat-interval=4500', 'election-timeout=45000']],
])('etcd timings for a round trip of %s ms', (roundTrip, args) => {
  expect(etcdTiming(roundTrip).config['etcd-arg']).toEqual(args);
});
