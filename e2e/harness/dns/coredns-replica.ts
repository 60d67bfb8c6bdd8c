import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { put } from '../../../lib/io/fixtures/scratch';
import { component } from '../components';
import type { Host } from '../network';
import type { Daemon } from '../runs/daemon';

/** What the pod of a replica mounts. */
export interface ReplicaFiles {
  readonly corefile: string;
  /** Of the ConfigMap coredns-custom: name → text. @default none, as the ConfigMap is optional */
  readonly custom?: Readonly<Record<string, string>>;
  /** Address of the DNS server of the node. */
  readonly upstream: string;
  /** Of its ServiceAccount. */
  readonly token: string;
  /** Of the API server's authority. */
  readonly authority: string;
}

/**
 * CoreDNS as a process that sees the files of its pod: Corefile, resolv.conf and its ServiceAccount where they are in a
 * pod, and so with the arguments and the Corefile of dist/ as they are. Other than in a pod the API server is reached by
 * the load balancer of the host, and the addresses and ports are the host's.
 */
export interface CoreDnsReplica {
  readonly host: Host;
  readonly start: (args: readonly string[]) => Promise<Daemon>;
  /** Changes what is mounted, as the kubelet does some time after a ConfigMap has changed. */
  readonly write: (files: Partial<Pick<ReplicaFiles, 'corefile' | 'custom'>>) => void;
}

const ACCOUNT = 'run/secrets/kubernetes.io/serviceaccount';
/** The computer's own /etc and /run are not there: only the files of the pod. */
const ENTER = 'mount --bind "$0/etc" /etc && mount --bind "$0/run" /run && exec "$@"';

/** @param folder the run's */
export function makeReplica(
  folder: string,
  host: Host,
  api: { readonly host: string; readonly port: number },
  files: ReplicaFiles,
): CoreDnsReplica {
  const pod = join(folder, `coredns-${host.name}`);
  const write: CoreDnsReplica['write'] = ({ corefile, custom }) => {
    if (corefile !== undefined) put(pod, 'etc/coredns/Corefile', corefile);
    if (custom === undefined) return;
    rmSync(join(pod, 'etc/coredns/custom'), { recursive: true, force: true });
    mkdirSync(join(pod, 'etc/coredns/custom'), { recursive: true });
    for (const [name, text] of Object.entries(custom)) put(pod, `etc/coredns/custom/${name}`, text);
  };
  write({ corefile: files.corefile, custom: files.custom ?? {} });
  put(pod, 'etc/resolv.conf', `nameserver ${files.upstream}\n`);
  put(pod, `${ACCOUNT}/ca.crt`, files.authority);
  put(pod, `${ACCOUNT}/namespace`, 'kube-system');
  writeFileSync(join(pod, ACCOUNT, 'token'), files.token, { mode: 0o600 });
  const env = { KUBERNETES_SERVICE_HOST: api.host, KUBERNETES_SERVICE_PORT: String(api.port) };
  return {
    host,
    write,
    start: async (args) =>
      host.start('coredns', 'unshare', ['--mount', 'sh', '-c', ENTER, pod, component('coredns').path, ...args], env),
  };
}
