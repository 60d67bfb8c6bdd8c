/** Every host has the interface of this name. */
export const INTERFACE = 'eth0';
/** The bridge that all hosts hang on; no host may be called so. */
export const BRIDGE = 'br0';

/** Where a host is in the network. */
export interface HostAddress {
  readonly name: string;
  readonly address: string;
  readonly mac: string;
}

/** A way out that leads nowhere: nobody has this address. Without a default route some programs give up at once. */
export interface AddressPlan {
  readonly hosts: readonly HostAddress[];
  readonly gateway: Pick<HostAddress, 'address' | 'mac'>;
}

/**
 * Gives hosts the addresses .1, .2 … in their order.
 *
 * @param subnet the first three octets
 * @throws Error for a name that cannot be an interface's, for a repeated one, and for more than 200 hosts
 */
export function planAddresses(names: readonly string[], subnet: string): AddressPlan {
  const wrong = names.filter((name, at) => !isHostName(name) || names.indexOf(name) !== at);
  if (wrong.length > 0 || names.length > 200)
    throw new Error(
      `hosts: found ${wrong.join(', ')} of ${names.length}; expected up to 200 different names, each an interface's`,
    );
  return {
    hosts: names.map((name, at) => ({ name, address: `${subnet}.${at + 1}`, mac: macOf(at + 1) })),
    gateway: { address: `${subnet}.254`, mac: macOf(254) },
  };
}

/** The kernel takes 15 characters for an interface: the bridge's port of a host has the host's name. */
function isHostName(name: string): boolean {
  return /^[a-z][a-z0-9-]{0,14}$/.test(name) && ![BRIDGE, 'lo', 'all', 'default'].includes(name);
}

/** Of the range that nobody assigns. */
function macOf(number: number): string {
  return `02:00:00:00:00:${number.toString(16).padStart(2, '0')}`;
}
