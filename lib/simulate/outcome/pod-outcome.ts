import type { ServiceOutcome } from '../simulation-result';
import { inSequence, type Term } from '../timing/duration';
import { primaryOf } from '../timing/operator-failover';
import type { PodGroup } from '../world/pod-groups';
import type { World } from '../world/world';
import { feltOfEnd, feltOfHang, untilProbed } from './felt';
import { outcomeFor } from './service-outcome';
import { startTerm } from './start-term';

/** A probe has to fail three times, each 10 s, where the operator sets nothing else (CloudNativePG 1.30). */
const NOT_READY: Term = {
  name: 'the pod counts as not ready',
  minSeconds: 0,
  maxSeconds: 30,
  source: 'readiness probe: 3 failures, 10 s apart, CloudNativePG 1.30',
};

/** What it does that one pod of a group ends; its node is well and starts another. */
export function podOutcome(group: PodGroup, { settings }: World): ServiceOutcome {
  const { replicas, need } = group;
  if (!group.workload && replicas > 1) {
    const primary = primaryOf(group.object);
    if (primary.kind === 'elected')
      return outcomeFor(group, 'outage', `it may be the primary, until a standby is promoted; ${primary.why}`, {
        outage: inSequence([NOT_READY, primary.change]),
        lossSeconds: primary.losesWrites ? null : 0,
      });
    if (primary.kind === 'unknown')
      return outcomeFor(group, 'inconclusive', 'how its operator replaces a primary is not known here');
  }
  if (replicas - 1 >= need)
    return outcomeFor(group, 'survives', `${replicas - 1} of ${replicas} pods are left`, { felt: feltOfEnd(group) });
  return outcomeFor(
    group,
    group.role === 'server' ? 'outage' : 'degrades',
    replicas === 1 ? 'it is the only one' : `${need} of ${replicas} are needed, and one is started again`,
    { outage: inSequence([startTerm(group, settings.startSeconds)]) },
  );
}

/** What it does that one pod of a group answers no more, and does not end by itself. */
export function hangOutcome(group: PodGroup, { settings }: World): ServiceOutcome {
  const { replicas, need } = group;
  if (!group.workload)
    return outcomeFor(group, 'inconclusive', 'which probes its operator gives its pods is not known here');
  if (replicas - 1 >= need)
    return outcomeFor(group, 'survives', `${replicas - 1} of ${replicas} pods are left`, { felt: feltOfHang(group) });
  const ended = untilProbed(group, 'livenessProbe', 'its liveness probe has failed often enough');
  return outcomeFor(
    group,
    group.role === 'server' ? 'outage' : 'degrades',
    replicas === 1 ? 'it is the only one' : `${need} of ${replicas} are needed`,
    {
      outage: inSequence([ended, startTerm(group, settings.startSeconds)]),
      act: ended.maxSeconds === null ? `Delete the pod: kubectl -n ${group.object.namespace} delete pod POD` : null,
    },
  );
}
