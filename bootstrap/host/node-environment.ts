import { type NodePlan, serverAddresses, serverNames } from '../node-plan';
import { assignments } from '../quote';

/** What the programs that stay on the host know of the cluster: /etc/zero-spof/node.env. */
export function nodeEnvironment({ spec, node }: NodePlan): string {
  return assignments({
    NODE: node.name,
    ROLE: node.role,
    SERVERS: serverNames(spec).join(' '),
    SEEDS: serverAddresses(spec).join(' '),
    TAGS: spec.tailscale.tags.join(','),
  });
}
