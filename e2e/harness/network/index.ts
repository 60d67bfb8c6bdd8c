import { removeNamespaces, namespaceName, namespacesOf } from '../runs/namespaces';
import { type AddressPlan, BRIDGE, planAddresses } from './address-plan';
import { type Cuts, makeCuts } from './cuts';
import { type Host, makeHost } from './host';
import { deletePort, makeBridge, makeHostNamespace, setPlugged } from './make-namespace';

export type { Host } from './host';

export interface NetworkOptions {
  /** Names, each up to 15 small letters, digits and hyphens. */
  readonly hosts: readonly string[];
  /** First three octets of the addresses, of which the hosts get .1, .2 and so on. @default '10.77.0' */
  readonly subnet?: string;
  /** A run's folder, of which this is the only network. */
  readonly folder: string;
  /**
   * TCP sends again at least this often, where the kernel can be told so (6.15). Without it a connection that met a black
   * hole needs about as long again as the hole was there, as on real hosts. @default the kernel's 120,000
   */
  readonly tcpRtoMaxMs?: number;
}

/** Hosts on one bridge, each in a network namespace of its own, and no way out of it. */
export interface Network {
  /** The run's. */
  readonly folder: string;
  readonly hosts: readonly Host[];
  /** @throws Error when there is no host of that name */
  readonly host: (name: string) => Host;
  /** A black hole around each of these hosts: links stay up, packets vanish, nobody is told. */
  readonly cut: (...names: readonly string[]) => Promise<void>;
  /** Pulls the cable of each of these hosts: their links are down. */
  readonly unplug: (...names: readonly string[]) => Promise<void>;
  /** Black holes between the sets; who is in none of them reaches all. */
  readonly split: (...sets: readonly (readonly string[])[]) => Promise<void>;
  /** A black hole between two hosts that both reach all others. */
  readonly cutBetween: (a: string, b: string) => Promise<void>;
  /** Undoes all of these. */
  readonly heal: () => Promise<void>;
  /** Takes a host's interface away, as when its power fails: nothing more comes from it, no goodbye either. */
  readonly disconnect: (name: string) => Promise<void>;
  /** A fresh namespace for a host, as a boot gives: what was set in it is gone, cuts stay. Ends what runs there. */
  readonly renew: (name: string) => Promise<void>;
  /** Ends what runs on the hosts and removes them; the folder stays. */
  readonly remove: () => Promise<void>;
}

/** Makes a network; nothing of the computer's own is touched. Needs root, `ip` and `nft`. */
export async function createNetwork(options: NetworkOptions): Promise<Network> {
  const { folder, hosts: names, subnet = '10.77.0' } = options;
  const plan = planAddresses(names, subnet);
  const bridge = namespaceName(folder, BRIDGE);
  try {
    await makeBridge(bridge);
    const cuts = await makeCuts(bridge);
    await Promise.all(plan.hosts.map(({ name }) => make(name, plan, options)));
    return network(options, plan, cuts);
  } catch (error) {
    await removeNamespaces(namespacesOf(folder));
    throw error;
  }
}

function network(options: NetworkOptions, plan: AddressPlan, cuts: Cuts): Network {
  const { folder } = options;
  const bridge = namespaceName(folder, BRIDGE);
  const hosts = plan.hosts.map((address) => makeHost(folder, namespaceName(folder, address.name), address));
  const host = (name: string): Host => {
    const found = hosts.find((one) => one.name === name);
    if (found) return found;
    throw new Error(`found no host ${name}; expected one of ${hosts.map((one) => one.name).join(', ')}`);
  };
  const unplugged = new Set<string>();
  const split = async (sets: readonly (readonly string[])[]): Promise<void> => {
    for (const name of sets.flat()) host(name);
    await cuts.add(pairsAcross(sets));
  };
  return {
    folder,
    hosts,
    host,
    cut: async (...names) => {
      const others = hosts.map(({ name }) => name).filter((name) => !names.includes(name));
      await split([...names.map((name) => [name]), others]);
    },
    unplug: async (...names) => {
      for (const name of names) {
        await setPlugged(bridge, host(name).name, false);
        unplugged.add(name);
      }
    },
    split: async (...sets) => split(sets),
    cutBetween: async (a, b) => split([[a], [b]]),
    heal: async () => {
      await cuts.clear();
      for (const name of unplugged) await setPlugged(bridge, name, true);
      unplugged.clear();
    },
    disconnect: async (name) => deletePort(bridge, host(name).name),
    renew: async (name) => {
      const { namespace } = host(name);
      await removeNamespaces(namespacesOf(folder).filter((one) => one.name === namespace));
      await deletePort(bridge, name);
      await make(name, plan, options);
      if (unplugged.has(name)) await setPlugged(bridge, name, false);
    },
    remove: async () => removeNamespaces(namespacesOf(folder)),
  };
}

async function make(name: string, plan: AddressPlan, { folder, tcpRtoMaxMs }: NetworkOptions): Promise<void> {
  const wire = { host: namespaceName(folder, name), bridge: namespaceName(folder, BRIDGE) };
  const address = plan.hosts.find((host) => host.name === name);
  if (address) await makeHostNamespace(wire, address, plan, { tcpRtoMaxMs });
}

function pairsAcross(sets: readonly (readonly string[])[]): readonly (readonly [string, string])[] {
  return sets.flatMap((set, at) =>
    sets.slice(at + 1).flatMap((other) => set.flatMap((a) => other.map((b) => [a, b] as const))),
  );
}
