import type { HandedSecret } from './cluster-secrets';
import { AUTHORITY_KEY } from './etcd/certificate-files';
import type { Secret } from './render-program';

/** Secrets of one node; they never stand in arguments of processes, and never outside files that only root reads. */
export interface NodeSecrets {
  /** k3s' server token: servers only. Whoever has it is administrator of the cluster. */
  readonly token?: string;
  /** k3s' agent token: enough to join as an agent. Servers have it, too, to compare. */
  readonly agentToken: string;
  /** For the first login to the tailnet; without it the host is logged in already. */
  readonly tailscaleKey?: string;
  /** The key, as PEM, that makes certificates of an etcd by itself: servers only. @default they are made by hand */
  readonly etcdAuthorityKey?: string;
  /** What the cluster itself is to get through this node: servers only. @default none */
  readonly handed?: readonly HandedSecret[];
}

/** The tailnet key and what the cluster is to get are deleted as soon as they were used; see steps/tailscale.sh, handover.sh. */
export function secretFiles({
  token,
  agentToken,
  tailscaleKey,
  etcdAuthorityKey,
  handed = [],
}: NodeSecrets): readonly Secret[] {
  return [
    ...(token === undefined ? [] : [{ path: '/etc/rancher/k3s/token', text: token }]),
    { path: '/etc/rancher/k3s/agent-token', text: agentToken },
    ...(tailscaleKey === undefined ? [] : [{ path: '/var/lib/zero-spof/tailscale-key', text: tailscaleKey }]),
    ...(etcdAuthorityKey === undefined ? [] : [{ path: AUTHORITY_KEY, text: etcdAuthorityKey.trimEnd() }]),
    ...handed.map(({ namespace, name, text }) => ({
      path: `/var/lib/zero-spof/handover/${namespace}.${name}`,
      text: text.trimEnd(),
    })),
  ];
}
