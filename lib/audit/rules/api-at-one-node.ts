import type { ClusterModel } from '../../model/cluster-model';
import { at, object, objects, text } from '../../model/json';
import { describe } from '../../model/kube-object';
import { controlPlaneNodes } from '../control-plane';
import { defineRule } from '../define-rule';

export const apiAtOneNode = defineRule({
  id: 'api-at-one-node',
  topic: 'controlplane',
  title: 'The cluster asks one of its servers for the API.',
  why: 'A cluster with several API servers is of no use to those who know one address: when that machine fails, every agent, kube-proxy and client that was told it loses the API, its node counts as dead after 50 s, and its pods are given up although they run.',
  remedy:
    'Name a load balancer with several instances, a virtual address, or one on each node (127.0.0.1) that knows all servers.',
  example: 'controlPlaneEndpoint: api.example.com:6443',
  sources: [
    'https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/high-availability/#create-load-balancer-for-kube-apiserver',
    'https://docs.k3s.io/datastore/cluster-loadbalancer',
  ],
  check: (model) => {
    const addresses = addressesOfServers(model);
    if (new Set(addresses.values()).size < 2) return [];
    return model.ofType('ConfigMap').flatMap((configMap) =>
      Object.entries(object(configMap.manifest['data'])).flatMap(([key, value]) => {
        const [, host = ''] = ENDPOINT.exec(text(value) ?? '') ?? [];
        const node = addresses.get(host.toLowerCase());
        if (node === undefined) return [];
        return [
          {
            severity: 'outage' as const,
            object: configMap,
            field: ['data', key],
            message: `${describe(configMap)} tells those who read it to ask ${host} for the API, which is node ${node} alone: when it fails, the other servers do not help them.`,
          },
        ];
      }),
    );
  },
});

/** In kubeadm's ClusterConfiguration, in a kubeconfig, and in the configuration of a k3s agent. */
const ENDPOINT = /^\s*(?:controlPlaneEndpoint|server):\s*["']?(?:https?:\/\/)?([\w.-]+)(?::\d+)?\/?["']?\s*$/m;

/** Nodes of the control plane by every name that they are reached under. */
function addressesOfServers(model: ClusterModel): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const node of controlPlaneNodes(model))
    for (const address of [
      node.name,
      ...objects(at(node.manifest, 'status', 'addresses')).map((a) => text(a['address'])),
    ])
      if (address !== undefined) found.set(address.toLowerCase(), node.name);
  for (const { name, role, host, tailnetIp, publicIp } of model.cluster?.nodes ?? [])
    if (role === 'server')
      for (const address of [name, host, tailnetIp, publicIp])
        if (address !== undefined) found.set(address.toLowerCase(), name);
  return found;
}
