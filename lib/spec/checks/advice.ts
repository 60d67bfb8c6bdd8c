import { isIP } from 'node:net';
import type { ClusterSpec } from '../cluster-spec';
import type { Draft } from '../draft';
import { endpointHost } from '../endpoint-host';
import { DOCUMENTATION, inNetworks } from '../networks';
import { publicNodes } from '../topology';
import type { Check } from './check';

/** What works, and should be known all the same. */
export const retiredIngress: Check = {
  reads: ['ingress'],
  run: ({ ingress }) =>
    ingress.controller === 'ingress-nginx'
      ? [
          {
            code: 'ingress-nginx-retired',
            path: ['ingress', 'controller'],
            found: 'ingress-nginx, which gets no security fixes since March 2026',
            expected: 'traefik',
          },
        ]
      : [],
};

/** By hostPort only nodes with an ingress pod answer, and which ones they are is up to the scheduler. */
export const silentPublicNodes: Check = {
  reads: ['ingress', 'nodes'],
  run: (spec) => {
    const nodes = publicNodes(spec).length;
    const { exposure, replicas } = spec.ingress;
    if (exposure !== 'hostPort' || replicas >= nodes) return [];
    return [
      {
        code: 'ingress-dns-follows-pods',
        path: ['ingress'],
        at: 'key',
        found: `${replicas} ingress pods on ${nodes} public nodes`,
        expected: 'DNS records that follow the pods',
        ...(spec.ingress.controller === 'traefik'
          ? {
              cure: 'Raise ingress.replicas to the number of public nodes, or use exposure: cloudflared. Traefik does not publish which nodes listen.',
            }
          : {}),
      },
    ];
  },
};

export const missingBackup: Check = {
  reads: ['storage'],
  run: ({ storage }) =>
    storage.backup === undefined
      ? [
          {
            code: 'storage-backup-missing',
            path: ['storage'],
            at: 'key',
            found: 'no backup target',
            expected: 'storage.backup.target outside the cluster',
          },
        ]
      : [],
};

export const documentationAddresses: Check = {
  reads: ['nodes', 'cluster', 'tailscale', 'git'],
  run: (spec) =>
    addressesOf(spec).flatMap(([path, text]): Draft[] => {
      const address = isIP(text) ? text : hostOf(text);
      if (address === undefined || !inNetworks(address, DOCUMENTATION)) return [];
      return [
        {
          code: 'documentation-address',
          path,
          found: `${address}, an address for documentation`,
          expected: 'the real address',
        },
      ];
    }),
};

function addressesOf(spec: ClusterSpec): [(string | number)[], string][] {
  const datastore = spec.cluster.datastore;
  return [
    ...spec.nodes.flatMap((node, i) =>
      (['host', 'tailnetIp', 'publicIp'] as const).flatMap((key): [(string | number)[], string][] =>
        node[key] === undefined ? [] : [[['nodes', i, key], node[key]]],
      ),
    ),
    ...(datastore === 'embedded'
      ? []
      : datastore.endpoints.map((url, i): [(string | number)[], string] => [
          ['cluster', 'datastore', 'endpoints', i],
          url,
        ])),
    [['tailscale', 'loginServer'], spec.tailscale.loginServer],
    [['git', 'url'], spec.git.url],
  ];
}

function hostOf(url: string): string | undefined {
  const host = endpointHost(url);
  return host !== undefined && isIP(host) ? host : undefined;
}
