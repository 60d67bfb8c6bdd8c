import { referenceTo } from '../../model/object-reference';
import { explainUnclear } from '../explain-unclear';
import type { ServiceOutcome } from '../simulation-result';
import { inSequence, NO_TIME, type Term } from '../timing/duration';
import { primaryOf } from '../timing/operator-failover';
import type { PodGroup } from '../world/pod-groups';
import type { GroupLoss } from './group-loss';
import type { Ground } from './ground';
import { evictedFor } from './evicted';
import { feltOf } from './felt';
import { detectionOf, recoveryOf } from './recovery';

/** An outcome of a group; what is not given is nothing. */
export function outcomeFor(
  { object, part }: PodGroup,
  verdict: ServiceOutcome['verdict'],
  reason: string,
  more: Partial<ServiceOutcome> = {},
): ServiceOutcome {
  return {
    object: referenceTo(object),
    part: part ?? null,
    verdict,
    outage: NO_TIME,
    felt: null,
    lossSeconds: 0,
    reason,
    placement: [],
    act: null,
    shorter: [],
    ...more,
  };
}

/** What the loss of nodes does to a group of pods, in the worst placement that is legal. */
export function lossOutcome(group: PodGroup, loss: GroupLoss, ground: Ground): ServiceOutcome {
  switch (loss.verdict) {
    case 'inconclusive':
      return outcomeFor(group, 'inconclusive', explainUnclear(loss.reason));
    case 'survives': {
      const by = ground.hasQuorum ? ground.evictions.stoppedBy(group, ground.lost) : [];
      return by.length > 0 ? outcomeFor(group, 'inconclusive', evictedFor(by)) : survival(group, ground);
    }
    case 'outage':
      // Without rules that keep them apart, which a chart may well have.
      if (group.partlyKnown && group.replicas > 1 && group.role === 'server')
        return outcomeFor(group, 'inconclusive', NOT_IN_THE_FILES);
      return loss.placement.length === 0 ? neverThere(group) : outage(group, loss, ground);
  }
}

/** Not for the failure: no node takes any of its pods as it is. */
export function neverThere(group: PodGroup): ServiceOutcome {
  const wait: Term = {
    name: 'a node is there that may have it',
    minSeconds: 0,
    maxSeconds: null,
    source: 'no node passes the filters of kube-scheduler, whatever fails',
  };
  return outcomeFor(
    group,
    group.role === 'server' ? 'outage' : 'degrades',
    'no node takes any of its pods, whatever fails',
    {
      outage: inSequence([wait]),
      act: `Add a node that may have ${group.object.name}, or ask for less in its pods.`,
    },
  );
}

const NOT_IN_THE_FILES = 'whether its release keeps its pods apart is not in the files';

function survival(group: PodGroup, ground: Ground): ServiceOutcome {
  if (ground.lost.size === 0) return outcomeFor(group, 'survives', 'none of its pods is lost');
  const felt = feltOf(group, ground);
  if (group.workload) return outcomeFor(group, 'survives', 'pods are left in every placement', { felt });
  const primary = primaryOf(group.object);
  if (primary.kind === 'none') return outcomeFor(group, 'survives', 'pods are left in every placement', { felt });
  if (primary.kind === 'unknown')
    return outcomeFor(
      group,
      'inconclusive',
      'pods are left, but how its operator replaces a primary is not known here',
    );
  return changeOfPrimary(group, ground, primary);
}

/** The primary may be on a lost node. */
function changeOfPrimary(
  group: PodGroup,
  ground: Ground,
  primary: Extract<ReturnType<typeof primaryOf>, { kind: 'elected' }>,
): ServiceOutcome {
  const terms = [...detectionOf(ground).terms, primary.change];
  const outage = inSequence(ground.hasQuorum ? terms : [...terms, WITHOUT_API]);
  return outcomeFor(group, 'outage', `its primary may be lost, until a standby is promoted; ${primary.why}`, {
    outage,
    lossSeconds: primary.losesWrites ? null : 0,
    ...(ground.hasQuorum ? {} : { act: 'Bring servers back until etcd has a majority.' }),
  });
}

const WITHOUT_API: Term = {
  name: 'etcd has a majority again',
  minSeconds: 0,
  maxSeconds: null,
  source: 'nothing is written to the API meanwhile, so nothing is replaced',
};

function outage(
  group: PodGroup,
  { placement }: Extract<GroupLoss, { verdict: 'outage' }>,
  ground: Ground,
): ServiceOutcome {
  const { duration, blocked, act, shorter } = recoveryOf(group, ground);
  const all = describeLoss(group, ground);
  const [first] = blocked;
  const twice = ground.runsOn && group.role === 'server' && !first;
  const exposed = ground.runsOn && hasExclusiveVolume(group, ground);
  return outcomeFor(
    group,
    group.role === 'server' ? 'outage' : 'degrades',
    [
      all,
      ...(group.partlyKnown && group.replicas > 1 ? [NOT_IN_THE_FILES] : []),
      ...(first ? [`it lasts until ${first.name}`] : []),
      ...(twice ? ['the old one runs on there, so that two run at a time'] : []),
      ...(exposed ? ['what the old one still writes to its own copy is lost when the link is back'] : []),
    ].join('; '),
    {
      outage: duration,
      lossSeconds: exposed || (ground.forGood && losesLocalData(group, ground)) ? null : 0,
      placement,
      act,
      shorter,
    },
  );
}

function describeLoss({ replicas, need }: PodGroup, { lost }: Ground): string {
  const where = lost.size > 1 ? 'lost nodes' : 'the lost node';
  if (replicas === 1) return `its only pod can be on ${where}`;
  if (need > 1) return `so many of its ${replicas} pods can be on ${where} that fewer than ${need} are left to vote`;
  return `all ${replicas} of its pods can be on ${where}`;
}

function hasExclusiveVolume(group: PodGroup, { world }: Ground): boolean {
  return (world.volumes.get(group) ?? []).some(({ exclusive, keeps }) => exclusive && keeps === 'replicated');
}

function losesLocalData(group: PodGroup, { world }: Ground): boolean {
  return (world.volumes.get(group) ?? []).some(({ keeps }) => keeps === 'node');
}
