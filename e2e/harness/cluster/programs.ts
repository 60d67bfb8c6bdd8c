import { join } from 'node:path';
import { component, type ComponentName } from '../components';
import { apiServerFlags, controllerFlags, controllerManagerFlags, etcdFlags } from '../control-plane/flags';
import type { Host } from '../network';
import type { Credentials } from './credentials';
import type { HostPlan } from './layout';
import {
  API_PORT,
  CONTROLLER_MANAGER_PORT,
  ETCD_CLIENT_PORT,
  ETCD_PEER_PORT,
  POD_CIDR,
  SCHEDULER_PORT,
  SERVICE_CIDR,
} from './ports';
import type { ClusterSettings } from './settings';

/** The programs of a host, in the order in which they need each other. */
export const programNames = ['etcd', 'proxy', 'apiserver', 'scheduler', 'controller-manager', 'kwok'] as const;

export type ProgramName = (typeof programNames)[number];

export interface Call {
  readonly program: string;
  readonly args: readonly string[];
}

/** What {@link startCluster} needs in the cache. */
export const CLUSTER_COMPONENTS = [
  'etcd',
  'haproxy',
  'kube-apiserver',
  'kube-scheduler',
  'kube-controller-manager',
  'kwok',
] as const satisfies readonly ComponentName[];

export interface ClusterPlan {
  readonly folder: string;
  readonly settings: ClusterSettings;
  readonly credentials: Credentials;
  /** Each with its plan. */
  readonly hosts: readonly PlannedHost[];
}

export interface PlannedHost {
  readonly plan: HostPlan;
  readonly host: Host;
}

/** The programs that a host is to run, each as it is called. */
export function programsOf({ plan, host }: PlannedHost, cluster: ClusterPlan): ReadonlyMap<ProgramName, Call> {
  const calls = new Map<ProgramName, Call>();
  if (plan.runsEtcd) calls.set('etcd', etcd(host, cluster));
  calls.set('proxy', proxy({ plan, host }, cluster));
  if (plan.runsApi) {
    calls.set('apiserver', apiServer(host, cluster));
    calls.set('scheduler', scheduler(host, cluster));
    calls.set('controller-manager', controllerManager(host, cluster));
  }
  if (plan.runsNode) calls.set('kwok', kwok(host, cluster));
  return calls;
}

/** Files of a host: data of its programs. */
export function hostFolder({ folder }: Pick<ClusterPlan, 'folder'>, name: string): string {
  return join(folder, 'hosts', name);
}

/** Unix sockets out of a host's namespace, so that tests can ask without being in it. */
export function socketOf(plan: Pick<ClusterPlan, 'folder'>, host: string, to: 'api' | 'own-api' | 'etcd'): string {
  return join(hostFolder(plan, host), `${to}.sock`);
}

export function proxyFiles(plan: Pick<ClusterPlan, 'folder'>, host: string) {
  const folder = hostFolder(plan, host);
  return { config: join(folder, 'haproxy.cfg'), doors: join(folder, 'doors.cfg'), admin: join(folder, 'admin.sock') };
}

function etcd({ name, address }: Host, { hosts, settings, credentials, ...cluster }: ClusterPlan): Call {
  const members = hosts.filter(({ plan }) => plan.runsEtcd);
  // An etcd beside its API server is for that one only.
  const clientAddress = clientAddressOf(name, address, hosts);
  const peers = members.map(({ host }) => `${host.name}=https://${host.address}:${ETCD_PEER_PORT}`);
  const serving = of(credentials.etcd, name);
  return {
    program: component('etcd').path,
    args: [
      ...etcdFlags({
        name,
        dataFolder: join(hostFolder(cluster, name), 'etcd'),
        authority: credentials.etcdAuthority,
        serving,
      }),
      `--listen-client-urls=${[...new Set(['127.0.0.1', clientAddress])].map(urlOf).join(',')}`,
      `--advertise-client-urls=${urlOf(clientAddress)}`,
      `--listen-peer-urls=https://${address}:${ETCD_PEER_PORT}`,
      `--initial-advertise-peer-urls=https://${address}:${ETCD_PEER_PORT}`,
      `--initial-cluster=${peers.join(',')}`,
      ...[`--peer-cert-file=${serving.cert}`, `--peer-key-file=${serving.key}`, '--peer-client-cert-auth'],
      `--peer-trusted-ca-file=${credentials.etcdAuthority.cert}`,
      `--heartbeat-interval=${settings.etcd.heartbeatMs}`,
      `--election-timeout=${settings.etcd.electionMs}`,
    ],
  };
}

function urlOf(address: string): string {
  return `https://${address}:${ETCD_CLIENT_PORT}`;
}

function clientAddressOf(name: string, address: string, hosts: readonly PlannedHost[]): string {
  return hosts.some(({ plan }) => plan.name === name && plan.runsApi) ? '127.0.0.1' : address;
}

function apiServer({ name, address }: Host, { hosts, credentials, ...cluster }: ClusterPlan): Call {
  const own = hosts.some(({ plan }) => plan.name === name && plan.runsEtcd);
  const etcdAddresses = own ? ['127.0.0.1'] : hosts.filter(({ plan }) => plan.runsEtcd).map(({ host }) => host.address);
  const { frontProxyAuthority, frontProxyClient, kubeletClient } = credentials;
  return {
    program: component('kube-apiserver').path,
    args: [
      ...apiServerFlags({
        ...credentials,
        etcdUrls: etcdAddresses.map(urlOf),
        serving: of(credentials.serving, name),
        serviceCidr: SERVICE_CIDR,
        certificateFolder: join(hostFolder(cluster, name), 'apiserver'),
      }),
      ...['--bind-address=0.0.0.0', `--secure-port=${API_PORT}`, `--advertise-address=${address}`],
      `--requestheader-client-ca-file=${frontProxyAuthority.cert}`,
      '--requestheader-allowed-names=front-proxy-client',
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-username-headers=X-Remote-User',
      `--proxy-client-cert-file=${frontProxyClient.cert}`,
      `--proxy-client-key-file=${frontProxyClient.key}`,
      `--kubelet-client-certificate=${kubeletClient.cert}`,
      `--kubelet-client-key=${kubeletClient.key}`,
      '--kubelet-preferred-address-types=InternalIP',
    ],
  };
}

function scheduler({ name }: Host, { settings, credentials, ...cluster }: ClusterPlan): Call {
  return {
    program: component('kube-scheduler').path,
    args: [
      ...controllerFlags({
        kubeconfig: credentials.kubeconfigs.scheduler,
        port: SCHEDULER_PORT,
        certificateFolder: join(hostFolder(cluster, name), 'scheduler'),
      }),
      ...leaseFlags(settings),
    ],
  };
}

function controllerManager({ name }: Host, { settings, credentials, ...cluster }: ClusterPlan): Call {
  const { leases, nodes } = settings;
  return {
    program: component('kube-controller-manager').path,
    args: [
      ...controllerFlags({
        kubeconfig: credentials.kubeconfigs.controllerManager,
        port: CONTROLLER_MANAGER_PORT,
        certificateFolder: join(hostFolder(cluster, name), 'controller-manager'),
      }),
      ...controllerManagerFlags({
        ...credentials,
        nodeMonitorPeriodMs: nodes.monitorPeriodMs,
        nodeMonitorGraceMs: nodes.monitorGraceMs,
      }),
      ...['--allocate-node-cidrs', `--cluster-cidr=${POD_CIDR}`, '--configure-cloud-routes=false'],
      ...leaseFlags(settings),
      ...(leases.released ? ['--feature-gates=ControllerManagerReleaseLeaderElectionLockOnExit=true'] : []),
    ],
  };
}

function leaseFlags({ leases }: ClusterSettings): readonly string[] {
  return [
    '--leader-elect=true',
    `--leader-elect-lease-duration=${leases.durationMs}ms`,
    `--leader-elect-renew-deadline=${leases.renewDeadlineMs}ms`,
    `--leader-elect-retry-period=${leases.retryMs}ms`,
  ];
}

function proxy({ plan: { name, runsNode } }: PlannedHost, cluster: ClusterPlan): Call {
  const { config, doors } = proxyFiles(cluster, name);
  const files = runsNode ? [config, doors] : [doors];
  return { program: component('haproxy').path, args: ['-db', ...files.flatMap((file) => ['-f', file])] };
}

/** For its own node only: as with a kubelet, what happens to the host happens to it. */
function kwok({ name, address }: Host, { settings, credentials, ...cluster }: ClusterPlan): Call {
  return {
    program: component('kwok').path,
    args: [
      ...['--manage-all-nodes=false', `--manage-single-node=${name}`, `--node-name=${name}`, `--node-ip=${address}`],
      `--cidr=10.200.${address.split('.').at(-1) ?? '0'}.0/24`,
      `--node-lease-duration-seconds=${settings.nodes.leaseMs / 1000}`,
      ...[`--config=${join(cluster.folder, 'stages.yaml')}`, `--kubeconfig=${credentials.kubeconfigs.node}`],
    ],
  };
}

function of<T>(map: ReadonlyMap<string, T>, key: string): T {
  const found = map.get(key);
  if (found === undefined) throw new Error(`found nothing of ${key}; expected one of ${[...map.keys()].join(', ')}`);
  return found;
}
