import type { Draft } from '../draft';
import { parseIpv4Range, rangesOverlap } from '../ipv4';
import { TAILNET } from '../networks';
import type { Check } from './check';

/** The pod, service and tailnet ranges: well-formed, large enough, and apart from each other. */
export const networks: Check = {
  reads: ['cluster'],
  run: ({ cluster: { network } }) => {
    const drafts: Draft[] = [];
    const taken = [{ name: 'the tailnet', text: TAILNET[0] as string }];
    for (const key of ['podCidr', 'serviceCidr'] as const) {
      const path = ['cluster', 'network', key];
      const range = parseIpv4Range(network[key]);
      // k3s gives each node a /24 of the pod range; Services need room for more than the ten reserved addresses.
      if (!range || range.bits > 24) {
        drafts.push({
          code: 'cidr-invalid',
          path,
          found: network[key],
          expected: 'an IPv4 network of /24 or larger, with no bits set behind the mask, such as 10.42.0.0/16',
        });
        continue;
      }
      for (const other of taken) {
        const otherRange = parseIpv4Range(other.text);
        if (otherRange && rangesOverlap(range, otherRange)) {
          drafts.push({
            code: 'cidr-overlap',
            path,
            found: `${network[key]}, which overlaps ${other.text} (${other.name})`,
            expected: 'ranges that have no address in common',
          });
        }
      }
      taken.push({ name: key, text: network[key] });
    }
    return drafts;
  },
};
