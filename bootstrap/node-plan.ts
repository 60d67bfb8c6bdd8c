import type { ClusterSpec, NodeSpec } from '../lib/spec/cluster-spec';

/** Everything that the files of one node are made from. */
export interface NodePlan {
  readonly spec: ClusterSpec;
  readonly node: NodeSpec;
  /** Set for the one node that may initialise etcd: until when, in seconds since 1970. */
  readonly createUntil?: number;
  /** Manifests that k3s applies at its start: file name → text. Only for the node that creates the cluster. */
  readonly seeds: ReadonlyMap<string, string>;
  /** Whether Secrets for the cluster come with its own. @default false */
  readonly handsOver?: boolean;
  /** Whether the key comes with it by which it makes its certificate for an etcd by itself. @default false */
  readonly hasEtcdAuthority?: boolean;
}

/** Names of all servers, also of absent ones, in order of their names. */
export function serverNames(spec: ClusterSpec): string[] {
  return spec.nodes
    .filter((n) => n.role === 'server')
    .map((n) => n.name)
    .sort();
}

/** Addresses of the servers that cluster.yaml names already, in order of their names. */
export function serverAddresses(spec: ClusterSpec): string[] {
  return spec.nodes
    .filter((n) => n.role === 'server')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((n) => n.tailnetIp ?? []);
}

export function hasEmbeddedEtcd(spec: ClusterSpec): boolean {
  return spec.cluster.datastore === 'embedded';
}

/** Whether the node is a member of embedded etcd. */
export function isVoter({ spec, node }: Pick<NodePlan, 'spec' | 'node'>): boolean {
  return node.role === 'server' && hasEmbeddedEtcd(spec);
}

/** Whether visitors reach ports 80 and 443 of this node itself. */
export function isIngressNode({ spec, node }: NodePlan): boolean {
  return node.publicIp !== undefined && ['hostPort', 'serviceLB'].includes(spec.ingress.exposure);
}
