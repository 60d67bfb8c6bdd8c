import { join } from 'node:path';
import { type Certificate, makeAuthority, makeLeaf, makeSigningKey } from '../control-plane/certificates';
import { writeKubeconfig } from '../control-plane/kubeconfig';
import type { Host } from '../network';
import { API_PORT, PROXY_PORT, SERVICE_ADDRESS } from './ports';

export interface Credentials {
  readonly authority: Certificate;
  readonly etcdAuthority: Certificate;
  readonly frontProxyAuthority: Certificate;
  /** Of a user in system:masters. */
  readonly admin: Certificate;
  readonly etcdClient: Certificate;
  readonly frontProxyClient: Certificate;
  readonly kubeletClient: Certificate;
  readonly serviceAccounts: string;
  /** Host → its API server's. */
  readonly serving: ReadonlyMap<string, Certificate>;
  /** Host → its etcd's, for clients and peers. */
  readonly etcd: ReadonlyMap<string, Certificate>;
  readonly kubeconfigs: {
    /** By the host's own API server. */
    readonly scheduler: string;
    readonly controllerManager: string;
    /** By the host's load balancer. */
    readonly node: string;
  };
}

/** Makes what {@link startCluster} needs, in parallel; 20 certificates take a third of a second on two free cores. */
export async function makeCredentials(
  folder: string,
  { api, etcd }: { readonly api: readonly Host[]; readonly etcd: readonly Host[] },
): Promise<Credentials> {
  const [authority, etcdAuthority, frontProxyAuthority, serviceAccounts] = await Promise.all([
    makeAuthority(folder, 'ca'),
    makeAuthority(folder, 'etcd-ca'),
    makeAuthority(folder, 'front-proxy-ca'),
    makeSigningKey(folder, 'service-accounts'),
  ]);
  const client = async (name: string, commonName: string, organization?: string) =>
    makeLeaf(folder, name, authority, { commonName, ...(organization === undefined ? {} : { organization }) });
  const perHost = async (hosts: readonly Host[], make: (host: Host) => Promise<Certificate>) =>
    new Map(await Promise.all(hosts.map(async (host) => [host.name, await make(host)] as const)));
  const [admin, scheduler, controllerManager, kubeletClient, etcdClient, frontProxyClient, serving, etcdServing] =
    await Promise.all([
      client('admin', 'e2e', 'system:masters'),
      client('scheduler', 'system:kube-scheduler'),
      client('controller-manager', 'system:kube-controller-manager'),
      client('kubelet-client', 'kube-apiserver-kubelet-client', 'system:masters'),
      makeLeaf(folder, 'etcd-client', etcdAuthority, { commonName: 'kube-apiserver' }),
      makeLeaf(folder, 'front-proxy-client', frontProxyAuthority, { commonName: 'front-proxy-client' }),
      perHost(api, async (host) =>
        makeLeaf(folder, `${host.name}-apiserver`, authority, { commonName: 'kube-apiserver', names: apiNames(host) }),
      ),
      perHost(etcd, async (host) =>
        makeLeaf(folder, `${host.name}-etcd`, etcdAuthority, { commonName: host.name, names: localNames(host) }),
      ),
    ]);
  const kubeconfig = (name: string, port: number, user: Certificate) =>
    writeKubeconfig(join(folder, `${name}.kubeconfig`), { url: `https://127.0.0.1:${port}`, authority, user });
  return {
    ...{ authority, etcdAuthority, frontProxyAuthority, serviceAccounts },
    ...{ admin, kubeletClient, etcdClient, frontProxyClient, serving, etcd: etcdServing },
    kubeconfigs: {
      scheduler: kubeconfig('scheduler', API_PORT, scheduler),
      controllerManager: kubeconfig('controller-manager', API_PORT, controllerManager),
      node: kubeconfig('node', PROXY_PORT, admin),
    },
  };
}

function localNames({ name, address }: Host): readonly string[] {
  return ['IP:127.0.0.1', `IP:${address}`, 'DNS:localhost', `DNS:${name}`];
}

function apiNames(host: Host): readonly string[] {
  const service = [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
  ];
  return [...localNames(host), `IP:${SERVICE_ADDRESS}`, ...service.map((name) => `DNS:${name}`)];
}
