import { BlockList, isIPv6 } from 'node:net';

/** Addresses that Tailscale and Headscale give to nodes (CGNAT range, and Tailscale's ULA prefix). */
export const TAILNET = ['100.64.0.0/10', 'fd7a:115c:a1e0::/48'] as const;

/** Documentation addresses (RFC 5737, RFC 3849): they stand for what is not known yet. */
export const DOCUMENTATION = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32'] as const;

const lists = new Map<readonly string[], BlockList>();

/** Whether one of the networks holds the address (a valid IPv4 or IPv6 address). */
export function inNetworks(address: string, networks: readonly string[]): boolean {
  let list = lists.get(networks);
  if (!list) {
    list = new BlockList();
    for (const network of networks) {
      const [base = '', bits = ''] = network.split('/');
      list.addSubnet(base, Number(bits), isIPv6(base) ? 'ipv6' : 'ipv4');
    }
    lists.set(networks, list);
  }
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
