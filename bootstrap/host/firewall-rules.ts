import { isIPv4 } from 'node:net';
import { endpointHost } from '../../lib/spec/endpoint-host';
import { isIngressNode, type NodePlan } from '../node-plan';

/** Address of the metadata service of every large provider; user-data can be read there. */
const METADATA = '169.254.169.254';

/**
 * What may come in: everything on the tailnet and from pods, and from the internet SSH, Tailscale, and ports 80 and 443
 * where the ingress is; to the address of an external etcd, should it be here, what goes to that. A table of its own: those of k3s, Tailscale and Docker stay as they are.
 *
 * The line `define ssh` is replaced on the host by the ports that sshd listens on.
 */
export function firewallRules(plan: NodePlan): string {
  const open = [...(isIngressNode(plan) ? ['80/tcp', '443/tcp', '443/udp'] : []), ...plan.node.openPorts];
  const ports = (protocol: 'tcp' | 'udp'): string[] =>
    open
      .filter((port) => port.endsWith(`/${protocol}`))
      .map((port) => port.replace(/\/.*/, ''))
      .sort((a, b) => Number(a) - Number(b));
  return `define ssh = { 22 }
table inet zero_spof {
}
delete table inet zero_spof
table inet zero_spof {
  chain input {
    type filter hook input priority 10; policy drop;
    ct state established,related accept
    iifname { "lo", "tailscale0", "cni0", "flannel.1" } accept
    meta l4proto { icmp, ipv6-icmp } accept
    tcp dport $ssh accept
    udp dport 41641 accept
    udp sport { 67, 547 } udp dport { 68, 546 } accept
${['tcp', 'udp']
  .map((protocol) => ({ protocol, list: ports(protocol as 'tcp' | 'udp') }))
  .filter(({ list }) => list.length > 0)
  .map(({ protocol, list }) => `    ${protocol} dport { ${list.join(', ')} } accept\n`)
  .join('')}${toEtcd(plan)}    ct state invalid drop
  }
  chain forward {
    type filter hook forward priority 10; policy accept;
    iifname "cni0" ip daddr ${METADATA} reject
  }
}
`;
}

/** Its members ask everybody for a certificate, and an address of the tailnet is open anyway. */
function toEtcd({ spec: { cluster } }: NodePlan): string {
  if (cluster.datastore === 'embedded') return '';
  const addresses = cluster.datastore.endpoints.map((url) => endpointHost(url) ?? '').filter((host) => isIPv4(host));
  return addresses.length === 0 ? '' : `    ip daddr { ${addresses.join(', ')} } tcp dport { 2379, 2380 } accept\n`;
}
