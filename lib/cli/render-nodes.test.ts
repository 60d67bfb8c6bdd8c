import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseClusterSpec } from '../spec/parse-cluster-spec';
import { ProblemsError } from '../spec/problem';
import { renderNodes } from './render-nodes';
import { MAX_USER_DATA_BYTES } from '../../bootstrap/render-user-data';
import { exampleSpec } from '../../bootstrap/testing';

const SECRETS = {
  ZERO_SPOF_K3S_TOKEN: '0123456789abcdef'.repeat(4),
  ZERO_SPOF_K3S_AGENT_TOKEN: 'fedcba9876543210'.repeat(4),
  TS_AUTHKEY: `hskey-auth-${'aZ9'.repeat(26)}`,
};

test.each(readdirSync(join(__dirname, '..', '..', 'examples')))(
  '%s: user-data of every node fits, also that of a creator',
  (name) => {
    const spec = exampleSpec(name);
    const sizes = spec.nodes.flatMap((node) =>
      renderNodes({
        spec,
        nodes: [node],
        form: 'user-data',
        secrets: SECRETS,
        ...(node.role === 'server' ? { create: { node, untilSeconds: 1800000000 } } : {}),
      }).map(({ content }) => content.length),
    );
    expect(sizes).toHaveLength(spec.nodes.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_USER_DATA_BYTES);
  },
);

/** Names that have little in common, which gzip cannot shorten. */
const nameOf = (i: number): string =>
  `server-${(i * 104729 * 7919).toString(36)}-${(i * 15485863).toString(36)}-of-a-long-name`;

const LARGE = `cluster: {name: a-cluster-with-a-long-name-of-forty-letters, maxRoundTripMs: 120}
git: {url: https://git.infrastructure.example-company.org/platform/kubernetes/clusters.git, branch: production, secret: flux-git}
tailscale: {loginServer: https://headscale.infrastructure.example-company.org, tags: [tag:kubernetes-servers]}
nodes:
${[1, 2, 3, 4, 5, 6, 7]
  .map(
    (i) => `  - name: ${nameOf(i)}
    host: ${nameOf(i)}.nodes.infrastructure.example-company.org
    role: server
    zone: provider-${i}-in-frankfurt
    tailnetIp: 100.${64 + i}.${i * 31}.${i * 17}
    publicIp: 198.18.${i * 19}.${i * 23}
    labels: {example.com/rack: r${i * 7919}, example.com/disk: nvme}
    openPorts: [8080/tcp, 51820/udp]
`,
  )
  .join('')}ingress: {controller: traefik}
storage: {backup: {target: 's3://a-bucket-with-a-long-name@eu-central-1/', secret: longhorn-backup}}
etcdSnapshots: {s3Secret: etcd-s3}
apps:
${Array.from({ length: 40 }, (_, i) => `  - {name: app-${i}, kind: stateless, image: 'ghcr.io/example/app-${i}:1.${i}.0', port: 80, readiness: {tcp: true}}\n`).join('')}`;

test('user-data of a creator fits with seven servers of long names, S3 and many apps', () => {
  const { spec, problems } = parseClusterSpec(LARGE, 'cluster.yaml');
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const [node] = spec!.nodes;
  const create = { node: node!, untilSeconds: 1800000000 };
  const [file] = renderNodes({ spec: spec!, nodes: [node!], form: 'user-data', secrets: SECRETS, create });
  expect(file!.content.length).toBeLessThanOrEqual(MAX_USER_DATA_BYTES);
});

test('user-data that no provider would take is refused, and names the node', () => {
  const spec = exampleSpec('three-nodes.yaml');
  const labels = Object.fromEntries(
    Array.from({ length: 400 }, (_, i) => [`example.com/${(i * 7919).toString(36)}`, (i * 104729).toString(36)]),
  );
  const node = { ...spec.nodes[0]!, labels };
  const render = () => renderNodes({ spec, nodes: [node], form: 'user-data', secrets: SECRETS });
  expect(render).toThrow(ProblemsError);
  expect(render).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ code: 'user-data-too-large', where: 'n1' })] }),
  );
});

test('the script of a server that is converted brings the DNS that k3s deletes, and nothing of Flux', () => {
  const spec = exampleSpec('first-user.yaml');
  const node = spec.nodes.find(({ existing }) => existing === 'single-server')!;
  const [file] = renderNodes({ spec, nodes: [node], form: 'script', secrets: SECRETS });
  const seeds = [
    ...Buffer.from(file!.content)
      .toString()
      .matchAll(/^file 0600 \S+\/manifests\/(\S+)/gm),
  ];
  expect(seeds.map(([, name]) => name)).toEqual(['zero-spof-dns.yaml']);
});
