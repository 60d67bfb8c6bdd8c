import { mkdirSync, writeFileSync } from 'node:fs';
import { type KubeApi, kubeApi } from '../control-plane/kube-api';
import { KubeClient } from '../control-plane/kube-client';
import { API_PORT, ETCD_CLIENT_PORT, PROXY_PORT } from './ports';
import { type ClusterPlan, hostFolder, proxyFiles, socketOf } from './programs';
import { doorsConfig, proxyConfig } from './proxy-config';

/** Clients that get into the hosts' namespaces, by host. */
export interface Doors {
  /** By the host's load balancer. */
  readonly api: ReadonlyMap<string, KubeApi>;
  /** By the host's own API server. */
  readonly serverApi: ReadonlyMap<string, KubeApi>;
  readonly etcd: ReadonlyMap<string, KubeClient>;
  readonly close: () => void;
}

/** Writes what each host's HAProxy reads: the load balancer, as a user's host has it, and the doors of the tests. */
export function writeProxyConfigs(cluster: ClusterPlan): void {
  const servers = cluster.hosts.filter(({ plan }) => plan.runsApi).map(({ host }) => host);
  for (const { plan, host } of cluster.hosts) {
    mkdirSync(hostFolder(cluster, host.name), { recursive: true });
    const { config, doors, admin } = proxyFiles(cluster, host.name);
    const socket = (to: 'api' | 'own-api' | 'etcd') => socketOf(cluster, host.name, to);
    if (plan.runsNode) {
      const paths = { authority: cluster.credentials.authority.cert, admin };
      writeFileSync(config, proxyConfig(servers, cluster.settings.proxy, paths));
    }
    writeFileSync(
      doors,
      doorsConfig({
        ...(plan.runsNode ? { api: socket('api') } : {}),
        ...(plan.runsApi ? { ownApi: socket('own-api') } : {}),
        ...(plan.runsEtcd ? { etcd: socket('etcd') } : {}),
      }),
    );
  }
}

export function openDoors(cluster: ClusterPlan): Doors {
  const { authority, admin, etcdAuthority, etcdClient } = cluster.credentials;
  const clients: KubeClient[] = [];
  const open = (host: string, to: 'api' | 'own-api' | 'etcd', port: number): KubeClient => {
    const [ca, user] = to === 'etcd' ? [etcdAuthority, etcdClient] : [authority, admin];
    const client = new KubeClient(`https://127.0.0.1:${port}`, ca, user, socketOf(cluster, host, to));
    clients.push(client);
    return client;
  };
  const namesWhere = (does: 'runsNode' | 'runsApi' | 'runsEtcd') =>
    cluster.hosts.filter(({ plan }) => plan[does]).map(({ plan }) => plan.name);
  return {
    api: new Map(namesWhere('runsNode').map((name) => [name, kubeApi(open(name, 'api', PROXY_PORT))])),
    serverApi: new Map(namesWhere('runsApi').map((name) => [name, kubeApi(open(name, 'own-api', API_PORT))])),
    etcd: new Map(namesWhere('runsEtcd').map((name) => [name, open(name, 'etcd', ETCD_CLIENT_PORT)])),
    close: () => {
      for (const client of clients) client.close();
    },
  };
}
