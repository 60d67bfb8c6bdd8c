/** How many hosts a cluster has, and what they do. */
export interface Shape {
  /** Hosts with an API server, a scheduler and a controller manager. @default 3 */
  readonly servers?: number;
  /** @default 2 */
  readonly agents?: number;
  /** So many hosts of their own for etcd; 0: each server has an etcd, which only its own API server talks to. @default 0 */
  readonly etcdHosts?: number;
  /** Whether servers have nodes, too; without, they are as k3s' with `disable-agent`. @default true */
  readonly serversAreNodes?: boolean;
}

export interface HostPlan {
  /** n1, n2 … the servers first, then the agents; e1, e2 … hosts that have nothing but etcd. */
  readonly name: string;
  /** Its node is in it: a, b, c and again, so that zones are of equal size. */
  readonly zone: string;
  readonly runsApi: boolean;
  readonly runsEtcd: boolean;
  /** It has a node, a load balancer for the API, and kwok. */
  readonly runsNode: boolean;
}

const ZONES = ['a', 'b', 'c'] as const;

/** @throws Error for a shape that cannot be built */
export function layOut({ servers = 3, agents = 2, etcdHosts = 0, serversAreNodes = true }: Shape): readonly HostPlan[] {
  const isCount = (count: number, least: number): boolean => Number.isInteger(count) && count >= least && count <= 7;
  if (!isCount(servers, 1) || !isCount(agents, 0) || !isCount(etcdHosts, 0) || servers + agents + etcdHosts > 10)
    throw new Error(
      `cluster: found ${servers} servers, ${agents} agents and ${etcdHosts} hosts for etcd; ` +
        'expected 1 to 7 servers, 0 to 7 agents, 0 to 7 hosts for etcd, and 10 in all',
    );
  return [
    ...range(servers).map((at) =>
      host('n', at, { runsApi: true, runsEtcd: etcdHosts === 0, runsNode: serversAreNodes }),
    ),
    ...range(agents).map((at) => host('n', servers + at, {})),
    ...range(etcdHosts).map((at) => host('e', at, { runsEtcd: true, runsNode: false })),
  ];
}

function host(prefix: string, at: number, roles: Partial<HostPlan>): HostPlan {
  const zone = ZONES[at % ZONES.length] ?? ZONES[0];
  return { name: `${prefix}${at + 1}`, zone, runsApi: false, runsEtcd: false, runsNode: true, ...roles };
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => at);
}
