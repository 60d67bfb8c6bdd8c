import { etcdTiming } from './k3s/etcd-timing';
import { hasEmbeddedEtcd, isIngressNode, isVoter, type NodePlan, serverNames } from './node-plan';
import { assignments } from './quote';
import { PACKAGES } from './steps/packages';
import { OWN_PORTS } from './steps/preflight';

/** What runs the program of user-data until it has succeeded. */
export const BOOT_UNIT = 'zero-spof-bootstrap';

/** Time limits of the steps, in seconds. */
export const LIMITS = { LOGIN_SECONDS: 60, JOIN_SECONDS: 300, START_SECONDS: 300, PROOF_SECONDS: 300 } as const;

/** k3s' own minimum for a server is 2 GB, for an agent 512 MB (docs.k3s.io/installation/requirements, 2026). */
export const MIN_MEMORY_MIB = { server: 1800, agent: 900 } as const;

/**
 * The variables that the steps read.
 *
 * @param isNewMachine without those that only a host with a past needs
 */
export function settings(plan: NodePlan, isNewMachine: boolean): string {
  const { spec, node, createUntil } = plan;
  return assignments({
    NODE: node.name,
    BOOT_UNIT,
    ROLE: node.role,
    CLUSTER: spec.cluster.name,
    ARCH: node.arch,
    CREATE_UNTIL: createUntil ?? 0,
    DATASTORE: hasEmbeddedEtcd(spec) ? 'embedded' : 'external',
    SERVERS: serverNames(spec).join(' '),
    TAILNET_IP: node.tailnetIp ?? '',
    LOGIN_SERVER: spec.tailscale.loginServer.replace(/\/$/, ''),
    TAGS: spec.tailscale.tags.join(','),
    K3S_VERSION: spec.cluster.k3s,
    TOKENS: node.role === 'server' ? 'token agent-token' : 'agent-token',
    ...(isVoter(plan) ? { ETCD_TIMING: etcdTiming(spec.cluster.maxRoundTripMs).reason } : {}),
    ...(isNewMachine ? {} : settingsOfOld(plan)),
    PACKAGES: PACKAGES.join(' '),
    MIN_MEMORY_MIB: MIN_MEMORY_MIB[node.role],
    ...LIMITS,
  });
}

function settingsOfOld(plan: NodePlan): Readonly<Record<string, string>> {
  const { role, openPorts, existing, firewall } = plan.node;
  return {
    EXISTING: existing ?? '',
    FIREWALL: firewall ? 'yes' : 'no',
    OWN_PORTS: [...OWN_PORTS[role], ...(isIngressNode(plan) ? [80, 443] : [])].join(' '),
    OPEN_PORTS: openPorts.join(' '),
  };
}
