import { mustRun, run } from '../run';
import { type AddressPlan, BRIDGE, type HostAddress, INTERFACE } from './address-plan';
import { inNamespace } from './in-namespace';

/** Namespaces by the name that `ip netns` knows. */
export interface Wire {
  readonly host: string;
  readonly bridge: string;
}

/** Makes the namespace of the bridge: it has no link to the computer's own, so nothing that is sent gets out. */
export async function makeBridge(namespace: string): Promise<void> {
  await mustRun('ip', ['netns', 'add', namespace]);
  await ipBatch(namespace, [`link add ${BRIDGE} type bridge stp_state 0 mcast_snooping 0`, `link set ${BRIDGE} up`]);
}

/** Makes a host's namespace, its interface with its address, and the port of the bridge that has the host's name. */
export async function makeHostNamespace(
  { host: namespace, bridge }: Wire,
  { name, address, mac }: HostAddress,
  { hosts, gateway }: AddressPlan,
  { tcpRtoMaxMs }: { readonly tcpRtoMaxMs?: number | undefined },
): Promise<void> {
  await mustRun('ip', ['netns', 'add', namespace]);
  // What a new namespace gets as its own setting is the computer's: a fresh host does not forward.
  await setSysctl(namespace, 'ip_forward', 0);
  if (tcpRtoMaxMs !== undefined) await setSysctl(namespace, 'tcp_rto_max_ms', tcpRtoMaxMs);
  await ipBatch(bridge, [
    `link add ${name} type veth peer name ${INTERFACE} address ${mac} netns ${namespace}`,
    `link set ${name} master ${BRIDGE} up`,
  ]);
  // Who is where is known for good: else, when ARP has no answer for 3 s, a connect fails instead of being kept waiting.
  // Who asks for this host as soon as it has an address is known already.
  const neighbours = [...hosts.filter((other) => other.name !== name), gateway];
  await ipBatch(namespace, [
    'link set lo up',
    `link set ${INTERFACE} up`,
    `address add ${address}/24 dev ${INTERFACE}`,
    ...neighbours.map(
      (other) => `neighbour replace ${other.address} lladdr ${other.mac} dev ${INTERFACE} nud permanent`,
    ),
    `route add default via ${gateway.address}`,
  ]);
}

/** The cable of a host: pulled, the host sees that its link is down. A host that is off has none. */
export async function setPlugged(bridge: string, name: string, plugged: boolean): Promise<void> {
  await setPort(bridge, ['set', name, plugged ? 'up' : 'down']);
}

/** Without it the port would go when the kernel comes to it, some time after its host's namespace. */
export async function deletePort(bridge: string, name: string): Promise<void> {
  await setPort(bridge, ['delete', name]);
}

async function setPort(bridge: string, args: readonly string[]): Promise<void> {
  const { code, stderr } = await run('ip', ['-netns', bridge, 'link', ...args]);
  if (code !== 0 && !stderr.includes('Cannot find device')) throw new Error(`ip link ${args.join(' ')}: ${stderr}`);
}

async function ipBatch(namespace: string, lines: readonly string[]): Promise<void> {
  await mustRun('ip', ['-netns', namespace, '-batch', '-'], { input: `${lines.join('\n')}\n` });
}

/** Sets net.ipv4.KEY of the namespace; a kernel that does not know the key goes without. */
async function setSysctl(namespace: string, key: string, value: number): Promise<void> {
  const set = '[ ! -e "$1" ] || echo "$2" > "$1"';
  await mustRun(...inNamespace(namespace, 'sh', ['-c', set, 'sh', `/proc/sys/net/ipv4/${key}`, String(value)]));
}
