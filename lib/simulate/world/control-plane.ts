import type { ClusterModel } from '../../model/cluster-model';
import { externalMembers, presentServers } from '../../spec/topology';

/** Where the API server runs, and what keeps its data. */
export type ControlPlane =
  | { readonly kind: 'etcd'; readonly servers: readonly string[]; readonly members: ReadonlySet<string> }
  /** Members that are on no node have the name of their endpoint. */
  | { readonly kind: 'external'; readonly servers: readonly string[]; readonly members: ReadonlySet<string> }
  | { readonly kind: 'unknown'; readonly servers: readonly string[] };

const ETCD = 'node-role.kubernetes.io/etcd';
const SERVER = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/**
 * The servers of the cluster file, or those that labels of nodes name. Without the label of etcd that k3s sets, every
 * control plane node is taken for a member, as kubeadm has it.
 */
export function controlPlaneOf({ cluster: own, nodes }: ClusterModel): ControlPlane {
  const cluster = own ?? nodes.spec;
  if (cluster) {
    const servers = presentServers(cluster).map(({ name }) => name);
    if (cluster.cluster.datastore !== 'embedded') {
      const members = externalMembers(cluster).map((member) => (typeof member === 'string' ? member : member.name));
      return { kind: 'external', servers, members: new Set(members) };
    }
    return { kind: 'etcd', servers, members: new Set(servers) };
  }
  const labelled = (keys: readonly string[]) =>
    nodes.all
      .filter(({ metadata }) => keys.some((key) => metadata.labels?.[key] !== undefined))
      .map(({ metadata }) => metadata.name);
  const etcd = labelled([ETCD]);
  const servers = [...new Set([...etcd, ...labelled(SERVER)])];
  if (servers.length === 0) return { kind: 'unknown', servers };
  return { kind: 'etcd', servers, members: new Set(etcd.length > 0 ? etcd : servers) };
}
