import type { Machine } from '../machines';
import { waitFor } from '../runs/wait-for';
import { type BootstrapStage, BOOTSTRAP_SECRETS, makeBootstrapStage, membersSeenBy } from './stage';

/** Puts everything back as it was before the conversion. */
export const UNDO = '/usr/local/lib/zero-spof/undo-conversion';

/** What somebody set up by hand: one server with SQLite, or with an etcd that has the host's address before its tailnet. */
export interface SingleServer {
  readonly n1: Machine;
  /** Its settings as they were written by hand. */
  readonly config: string;
  /** Writes a file of n1. */
  readonly put: (path: string, content: string) => Promise<void>;
  /** @returns what it printed, without white space around it */
  readonly kubectl: (...args: readonly string[]) => Promise<string>;
  /** The URL of each member of etcd. */
  readonly members: () => Promise<readonly string[]>;
  /** The URL that its member has after the conversion. */
  readonly tailnetUrl: () => Promise<string>;
}

const UNIT = `[Service]
Type=notify
ExecStart=/usr/local/bin/k3s server
TimeoutStartSec=0
Restart=always
[Install]
WantedBy=multi-user.target
`;

/** @param names n1, and those that are to join it */
export async function makeSingleServerStage(...names: readonly ['n1', ...string[]]): Promise<BootstrapStage> {
  return makeBootstrapStage({
    name: 'convert',
    names,
    more: { n1: ', existing: single-server' },
    form: () => 'script',
  });
}

/** Boots the machines of {@link makeSingleServerStage} and starts the server on n1, which holds the ConfigMap `witness`. */
export async function startSingleServer(
  { machines }: BootstrapStage,
  datastore: 'etcd' | 'sqlite' = 'etcd',
): Promise<SingleServer> {
  const n1 = machines.machine('n1');
  const config = `cluster-init: ${String(datastore === 'etcd')}
token: ${BOOTSTRAP_SECRETS.ZERO_SPOF_K3S_TOKEN}
node-ip: ${n1.address}
node-name: n1
secrets-encryption: true
`;
  const put: SingleServer['put'] = async (path, content) => {
    await n1.mustRun('sh', ['-c', 'mkdir -p "${0%/*}"; cat > "$0"', path], { input: content });
  };
  const kubectl: SingleServer['kubectl'] = async (...args) =>
    (await n1.mustRun('k3s', ['kubectl', '--request-timeout=5s', ...args])).stdout.trim();
  const members: SingleServer['members'] = async () => membersSeenBy(n1);
  const tailnetUrl = async () => `https://${(await n1.mustRun('tailscale', ['ip', '-4'])).stdout.trim()}:2380`;
  await Promise.all(machines.all.map(async (machine) => machine.powerOn()));
  await n1.waitUntilRunning();
  await put('/etc/rancher/k3s/config.yaml', config);
  await put('/etc/systemd/system/k3s.service', UNIT);
  await n1.mustRun('systemctl', ['enable', '--now', '--no-block', 'k3s']);
  // On a busy computer the API server may need more than one start.
  const hasWitness = async () => (await kubectl('create', 'configmap', 'witness')) !== '';
  await waitFor('the server', hasWitness, { deadlineMs: 240_000, everyMs: 500 });
  return { n1, config, put, kubectl, members, tailnetUrl };
}
