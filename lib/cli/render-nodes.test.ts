import { readdirSync } from 'node:fs';
import { join } from 'node:path';
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
