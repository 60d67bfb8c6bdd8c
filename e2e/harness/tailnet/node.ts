import { join } from 'node:path';
import { component } from '../components';
import type { Machine, SeedFile } from '../machines';
import type { Finished } from '../run';

/** What Debian's package of upstream installs, with no log sent anywhere. */
const UNIT = `[Unit]
Description=Tailscale node agent
After=network.target
[Service]
Environment=TS_NO_LOGS_NO_SUPPORT=true TS_DEBUG_FIREWALL_MODE=nftables
ExecStart=/usr/sbin/tailscaled --state=/var/lib/tailscale/tailscaled.state --socket=/run/tailscale/tailscaled.sock --port=41641 --no-logs-no-support
ExecStopPost=/usr/sbin/tailscaled --cleanup
Restart=on-failure
RuntimeDirectory=tailscale
StateDirectory=tailscale
StateDirectoryMode=0700
Type=notify
[Install]
WantedBy=multi-user.target
`;

/** For {@link makeMachines}: machines on which tailscaled is installed and not yet started. */
export function tailscaleInstalled(): {
  readonly programs: Readonly<Record<string, string>>;
  readonly files: readonly SeedFile[];
} {
  const { folder } = component('tailnet');
  return {
    programs: {
      '/usr/sbin/tailscaled': join(folder, 'tailscaled'),
      '/usr/bin/tailscale': join(folder, 'tailscale'),
    },
    files: [{ path: '/etc/systemd/system/tailscaled.service', content: UNIT }],
  };
}

/** `tailscale up`: what it printed and how it ended. */
export async function tailscaleUp(machine: Machine, url: string, key: string, seconds = 30): Promise<Finished> {
  return machine.run('tailscale', [
    ...['up', `--login-server=${url}`, `--auth-key=${key}`, `--hostname=${machine.name}`],
    ...['--accept-dns=false', `--timeout=${seconds}s`],
  ]);
}

/** Its address in the tailnet. @throws Error as long as it has none */
export async function tailnetAddress(machine: Machine): Promise<string> {
  return (await machine.mustRun('tailscale', ['ip', '-4'], { timeoutMs: 10_000 })).stdout.trim();
}

/** How many of its peers it does not reach on a direct path, as far as it has tried. */
export async function relayedPeers(machine: Machine): Promise<number> {
  const { stdout } = await machine.mustRun('tailscale', ['status', '--json'], { timeoutMs: 10_000 });
  const { Peer } = JSON.parse(stdout) as { readonly Peer: Readonly<Record<string, { readonly CurAddr: string }>> };
  return Object.values(Peer).filter(({ CurAddr }) => CurAddr === '').length;
}

/**
 * Makes the overlay that flannel makes with `flannel-iface: tailscale0`: a vxlan of the kernel's own choice of MTU, and
 * for each peer a route, a neighbour and where its frames go. A pod's address, 10.42.N.1, is on the machine itself.
 *
 * @param members number of the machine → its tailnet address
 */
export async function makeOverlay(
  machine: Machine,
  number: number,
  members: ReadonlyMap<number, string>,
): Promise<void> {
  const mac = (of: number) => `02:42:00:00:00:0${of}`;
  const own = members.get(number) ?? '';
  const peers = [...members].filter(([other]) => other !== number);
  const lines = [
    `ip link add flannel.1 address ${mac(number)} type vxlan id 1 dev tailscale0 local ${own} dstport 8472 nolearning`,
    `ip address add 10.42.${number}.0/32 dev flannel.1`,
    'ip link set flannel.1 up',
    ...peers.flatMap(([other, address]) => [
      `ip neighbour replace 10.42.${other}.0 lladdr ${mac(other)} dev flannel.1 nud permanent`,
      `bridge fdb append ${mac(other)} dev flannel.1 dst ${address}`,
      `ip route replace 10.42.${other}.0/24 via 10.42.${other}.0 dev flannel.1 onlink`,
    ]),
    `ip address replace 10.42.${number}.1/32 dev lo`,
  ];
  await machine.mustRun('sh', ['-euc', lines.join('\n')]);
}
