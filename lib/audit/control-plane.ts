import type { ClusterModel } from '../model/cluster-model';
import { at, objects, text } from '../model/json';
import type { KubeObject } from '../model/kube-object';

const LABELS = [
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/etcd',
  'node-role.kubernetes.io/master',
];

/** Node objects of the control plane. */
export function controlPlaneNodes(model: ClusterModel): readonly KubeObject[] {
  return model.ofType('Node').filter(({ labels }) => LABELS.some((key) => key in labels));
}

/** The names of API servers' nodes, by every name and address that they are reached under, in lower case. */
export function serverAddresses(model: ClusterModel): ReadonlyMap<string, string> {
  return model.shared('server addresses', () => {
    const found = new Map<string, string>();
    const add = (node: string, addresses: readonly (string | undefined)[]): void => {
      for (const address of addresses) if (address !== undefined) found.set(address.toLowerCase(), node);
    };
    for (const { name, manifest } of controlPlaneNodes(model))
      add(name, [name, ...objects(at(manifest, 'status', 'addresses')).map((a) => text(a['address']))]);
    for (const { name, role, host, tailnetIp, publicIp } of model.cluster?.nodes ?? [])
      if (role === 'server') add(name, [name, host, tailnetIp, publicIp]);
    return found;
  });
}

/** Whether there are several API servers, so that one of them alone is not to be asked. */
export function hasSeveralServers(model: ClusterModel): boolean {
  return new Set(serverAddresses(model).values()).size > 1;
}
