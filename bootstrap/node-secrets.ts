import type { Secret } from './render-program';

/** Secrets of one node; they never stand in arguments of processes, and never outside files that only root reads. */
export interface NodeSecrets {
  /** k3s' server token: servers only. Whoever has it is administrator of the cluster. */
  readonly token?: string;
  /** k3s' agent token: enough to join as an agent. Servers have it, too, to compare. */
  readonly agentToken: string;
  /** For the first login to the tailnet; without it the host is logged in already. */
  readonly tailscaleKey?: string;
}

/** The tailnet key is deleted as soon as it was used; see steps/tailscale.sh. */
export function secretFiles({ token, agentToken, tailscaleKey }: NodeSecrets): readonly Secret[] {
  return [
    ...(token === undefined ? [] : [{ path: '/etc/rancher/k3s/token', text: token }]),
    { path: '/etc/rancher/k3s/agent-token', text: agentToken },
    ...(tailscaleKey === undefined ? [] : [{ path: '/var/lib/zero-spof/tailscale-key', text: tailscaleKey }]),
  ];
}
