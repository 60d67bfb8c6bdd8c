import type { ClusterSpec, NodeSpec } from './cluster-spec';
import { endpointHost } from './endpoint-host';
import { formatIpv4, parseIpv4Range } from './ipv4';

/** Nodes that failure arithmetic may count on. */
export function presentNodes(spec: ClusterSpec): NodeSpec[] {
  return spec.nodes.filter((n) => !n.absent);
}

export function presentServers(spec: ClusterSpec): NodeSpec[] {
  return presentNodes(spec).filter((n) => n.role === 'server');
}

/** Nodes that take pods without tolerations of their own: present and without a repelling taint. */
export function openNodes(spec: ClusterSpec): NodeSpec[] {
  return presentNodes(spec).filter((n) => n.taints.every((t) => t.endsWith(':PreferNoSchedule')));
}

/** Open nodes with a public address, which the ingress can listen on. */
export function publicNodes(spec: ClusterSpec): NodeSpec[] {
  return openNodes(spec).filter((n) => n.publicIp !== undefined);
}

/** Nodes whose disks Longhorn uses. */
export function storageNodes(spec: ClusterSpec): NodeSpec[] {
  return openNodes(spec).filter((n) => n.storage && spec.storage.diskTags.every((tag) => n.diskTags.includes(tag)));
}

/**
 * Who keeps the cluster's state in an external etcd: for each endpoint the node that it is on, by an address or a name of
 * that, or else the endpoint itself, which is somewhere outside. Empty where etcd is embedded.
 */
export function externalMembers({ cluster, nodes }: ClusterSpec): readonly (NodeSpec | string)[] {
  if (cluster.datastore === 'embedded') return [];
  return cluster.datastore.endpoints.map((endpoint) => {
    const host = endpointHost(endpoint);
    return nodes.find(({ name, ...at }) => [name, at.host, at.tailnetIp, at.publicIp].includes(host)) ?? endpoint;
  });
}

/** The zone of a node; nodes without one are said to share one, written as the empty string. */
export function zoneOf(node: NodeSpec): string {
  return node.zone ?? '';
}

/** Nodes by zone, zones in order of their names. */
export function byZone(nodes: readonly NodeSpec[]): Map<string, NodeSpec[]> {
  const zones = new Map<string, NodeSpec[]>();
  for (const zone of [...new Set(nodes.map(zoneOf))].sort())
    zones.set(
      zone,
      nodes.filter((n) => zoneOf(n) === zone),
    );
  return zones;
}

/** Address of cluster DNS: the tenth of the service range, as k3s has it by default (`cluster-dns`). */
export function dnsAddress(spec: ClusterSpec): string {
  const services = parseIpv4Range(spec.cluster.network.serviceCidr);
  if (!services) throw new Error(`${spec.cluster.network.serviceCidr} is not an IPv4 network`);
  return formatIpv4(services.first + 10);
}
