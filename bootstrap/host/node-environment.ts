import { type NodePlan, serverAddresses, serverNames } from '../node-plan';
import { assignments } from '../quote';

/** A health check takes three round trips and the API server's own time; see docs/laboratory.md. */
const FAR_MS = 100;

/** What the programs that stay on the host know of the cluster: /etc/zero-spof/node.env. */
export function nodeEnvironment({ spec, node }: NodePlan): string {
  return assignments({
    NODE: node.name,
    ROLE: node.role,
    SERVERS: serverNames(spec).join(' '),
    SEEDS: serverAddresses(spec).join(' '),
    TAGS: spec.tailscale.tags.join(','),
    ...((spec.cluster.maxRoundTripMs ?? 0) > FAR_MS
      ? { CONNECT_TIMEOUT: '1s', CHECK_TIMEOUT: '2s' }
      : { CONNECT_TIMEOUT: '500ms', CHECK_TIMEOUT: '1s' }),
  });
}
