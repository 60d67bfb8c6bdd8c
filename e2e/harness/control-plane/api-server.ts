import { join } from 'node:path';
import { component } from '../components';
import { type Certificate, makeAuthority, makeLeaf, makeSigningKey } from './certificates';
import { type Daemon, startDaemon } from '../runs/daemon';
import { apiServerFlags, etcdFlags } from './flags';
import { freePorts } from './free-ports';
import { type KubeApi, kubeApi } from './kube-api';
import { KubeClient } from './kube-client';
import { writeKubeconfig } from './kubeconfig';
import { makeRunFolder, removeRun, sweepRuns } from '../runs/run-folder';
import { GaveUp, waitFor } from '../runs/wait-for';

export interface ApiServerOptions {
  /** Range of Service addresses. @default '10.43.0.0/16', which is k3s' */
  readonly serviceCidr?: string;
  /** More flags for kube-apiserver. @default [] */
  readonly flags?: readonly string[];
}

/** One etcd and one kube-apiserver on loopback: enough for all that admission and storage do, and nothing that acts. */
export interface ApiServer extends KubeApi {
  readonly url: string;
  /** Of a user in system:masters. */
  readonly kubeconfig: string;
  readonly certificates: {
    readonly authority: Certificate;
    readonly admin: Certificate;
    readonly serviceAccounts: string;
  };
  /** Data, certificates and logs; gone after {@link ApiServer.stop}. */
  readonly folder: string;
  /** Ends both programs and removes the folder. */
  readonly stop: () => Promise<void>;
}

const READY_DEADLINE_MS = 60_000;

/**
 * Starts a real API server of its own, on free ports of 127.0.0.1, and sweeps what killed runs left.
 *
 * @throws ComponentError when etcd or kube-apiserver is not in the cache
 * @throws Error with the last lines of the program that ended
 */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const programs = { etcd: component('etcd').path, apiserver: component('kube-apiserver').path };
  await sweepRuns();
  const folder = makeRunFolder('api-server');
  try {
    return await start(folder, programs, options);
  } catch (error) {
    await removeRun(folder);
    throw error;
  }
}

async function start(
  folder: string,
  programs: { readonly etcd: string; readonly apiserver: string },
  { serviceCidr = '10.43.0.0/16', flags = [] }: ApiServerOptions,
): Promise<ApiServer> {
  const [etcdPort = 0, peerPort = 0, securePort = 0] = await freePorts(3);
  const etcdUrl = `https://127.0.0.1:${etcdPort}`;
  const url = `https://127.0.0.1:${securePort}`;

  const authority = await makeAuthority(folder, 'ca');
  const names = ['IP:127.0.0.1', 'DNS:localhost', 'DNS:kubernetes.default.svc'];
  const [serving, etcdServing, admin, serviceAccounts] = await Promise.all([
    makeLeaf(folder, 'apiserver', authority, { commonName: 'kube-apiserver', names }),
    makeLeaf(folder, 'etcd', authority, { commonName: 'etcd', names }),
    makeLeaf(folder, 'admin', authority, { commonName: 'e2e', organization: 'system:masters' }),
    makeSigningKey(folder, 'service-accounts'),
  ]);

  const etcd = await startDaemon(folder, 'etcd', programs.etcd, [
    ...etcdFlags({ name: 'e2e', dataFolder: join(folder, 'etcd'), authority, serving: etcdServing }),
    ...[`--listen-client-urls=${etcdUrl}`, `--advertise-client-urls=${etcdUrl}`],
    ...[
      `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
      `--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
    ],
    `--initial-cluster=e2e=http://127.0.0.1:${peerPort}`,
  ]);
  const apiserver = await startDaemon(folder, 'kube-apiserver', programs.apiserver, [
    ...apiServerFlags({
      ...{ etcdUrls: [etcdUrl], etcdAuthority: authority, etcdClient: admin },
      ...{ authority, serving, serviceAccounts, serviceCidr, certificateFolder: join(folder, 'apiserver') },
    }),
    ...['--bind-address=127.0.0.1', `--secure-port=${securePort}`],
    // Loopback cannot be an endpoint of the kubernetes Service.
    ...['--advertise-address=192.0.2.1', '--endpoint-reconciler-type=none'],
    ...flags,
  ]);

  const client = new KubeClient(url, authority, admin);
  await ready(client, [etcd, apiserver]);
  return {
    ...kubeApi(client),
    url,
    kubeconfig: writeKubeconfig(join(folder, 'kubeconfig'), { url, authority, user: admin }),
    certificates: { authority, admin, serviceAccounts },
    folder,
    stop: async () => {
      client.close();
      // Nothing of it is kept, so it need not shut down with care.
      await Promise.all([apiserver.stop('SIGKILL'), etcd.stop('SIGKILL')]);
      await removeRun(folder);
    },
  };
}

async function ready(client: KubeClient, daemons: readonly Daemon[]): Promise<void> {
  await waitFor(
    'kube-apiserver to be ready',
    async () => {
      const dead = daemons.find((daemon) => daemon.ended());
      if (dead) throw new GaveUp(`${dead.name} ended while it started:\n${dead.lastLines()}`);
      const { status, body } = await client.send({ method: 'GET', path: '/readyz', timeoutMs: 5000 });
      if (status !== 200) throw new Error(`/readyz ${status} ${String(body)}`);
      return true;
    },
    { deadlineMs: READY_DEADLINE_MS },
  );
}
