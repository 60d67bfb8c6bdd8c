import { isIP } from 'node:net';
import type { NodeSpec } from '../cluster-spec';
import type { Draft } from '../draft';
import { inNetworks, TAILNET } from '../networks';
import type { Check } from './check';

/** What has to be unique among nodes, and what an address has to look like. */
export const nodes: Check = {
  reads: ['nodes'],
  run: ({ nodes: all }) => [
    ...duplicates(all, 'node-duplicate-name', 'name', (n) => n.name),
    ...duplicates(all, 'node-duplicate-host', 'host', (n) => n.host),
    ...duplicates(all, 'node-duplicate-ip', 'tailnetIp', (n) => n.tailnetIp),
    ...duplicates(all, 'node-duplicate-ip', 'publicIp', (n) => n.publicIp),
    ...all.flatMap((node, i) => [...addressForm(node, i), ...existingRole(node, i)]),
    ...existingTwice(all),
  ],
};

function duplicates(
  all: readonly NodeSpec[],
  code: Draft['code'],
  key: keyof NodeSpec,
  value: (node: NodeSpec) => string | undefined,
): Draft[] {
  const firstIndex = new Map<string, number>();
  return all.flatMap((node, i): Draft[] => {
    const text = value(node);
    if (text === undefined) return [];
    const first = firstIndex.get(text);
    if (first === undefined) {
      firstIndex.set(text, i);
      return [];
    }
    return [
      {
        code,
        path: ['nodes', i, key],
        found: `${text} for a second time (nodes[${first}] has it)`,
        expected: 'each node with its own',
      },
    ];
  });
}

function addressForm(node: NodeSpec, i: number): Draft[] {
  const drafts: Draft[] = [];
  for (const key of ['tailnetIp', 'publicIp'] as const) {
    const address = node[key];
    if (address !== undefined && isIP(address) === 0) {
      drafts.push({
        code: 'ip-invalid',
        path: ['nodes', i, key],
        found: address === '' ? 'an empty string' : address,
        expected: 'an IPv4 or IPv6 address',
      });
    }
  }
  const { tailnetIp, publicIp } = node;
  if (tailnetIp !== undefined && isIP(tailnetIp) && !inNetworks(tailnetIp, TAILNET)) {
    drafts.push({
      code: 'tailnet-ip-range',
      path: ['nodes', i, 'tailnetIp'],
      found: tailnetIp,
      expected: `an address in ${TAILNET.join(' or ')}`,
    });
  }
  if (publicIp !== undefined && isIP(publicIp) && inNetworks(publicIp, TAILNET)) {
    drafts.push({
      code: 'public-ip-range',
      path: ['nodes', i, 'publicIp'],
      found: `${publicIp}, a tailnet address`,
      expected: 'an address that the internet can reach',
    });
  }
  return drafts;
}

function existingRole(node: NodeSpec, i: number): Draft[] {
  if (node.existing === undefined || node.role === 'server') return [];
  return [
    {
      code: 'existing-on-agent',
      path: ['nodes', i, 'existing'],
      found: `existing: ${node.existing} on an agent`,
      expected: 'it on the server that holds the running cluster',
    },
  ];
}

function existingTwice(all: readonly NodeSpec[]): Draft[] {
  const holders = all.flatMap((node, i) => (node.existing === undefined ? [] : [i]));
  return holders.slice(1).map((i) => ({
    code: 'existing-not-unique',
    path: ['nodes', i, 'existing'],
    found: `a second node that holds the running cluster (nodes[${holders[0] ?? 0}] is the first)`,
    expected: 'at most one',
  }));
}
