import { allowedDisruptions } from '../../model/budget';
import type { ServiceOutcome } from '../simulation-result';
import { longhornDrain } from '../storage/longhorn-drain';
import { inSequence } from '../timing/duration';
import { primaryOf } from '../timing/operator-failover';
import type { PodGroup } from '../world/pod-groups';
import type { Ground } from './ground';
import { moveTerms, staysOnNode } from './move-terms';
import { neverThere, outcomeFor } from './service-outcome';
import { evictedFor } from './evicted';

/** What it does to a group that one node is drained, as `kubectl drain` evicts: budgets are kept. */
export function drainOutcome(group: PodGroup, node: string, ground: Ground): ServiceOutcome {
  const isDaemon = group.pods.replicas === 'perNode';
  const outcome = isDaemon
    ? outcomeFor(group, 'survives', 'a drain leaves pods of DaemonSets alone')
    : withLonghorn(drainedGroup(group, node, ground), group, node, ground);
  if (outcome.verdict !== 'survives') return outcome;
  // What leaves the node may find no room elsewhere.
  const by = ground.evictions.stoppedBy(group, new Set([node]), isDaemon ? 0 : undefined);
  return by.length === 0 ? outcome : outcomeFor(group, 'inconclusive', evictedFor(by));
}

function drainedGroup(group: PodGroup, node: string, ground: Ground): ServiceOutcome {
  const { world, losses } = ground;
  const { replicas, need } = group;
  if (!group.workload) return operatorDrain(group);
  const allowed = Math.min(
    ...world.model.budgetsOf(group.workload).map((budget) => allowedDisruptions(budget, replicas)),
  );
  if (allowed === 0)
    return outcomeFor(
      group,
      'survives',
      `its budget allows no eviction: a drain of ${node} does not end while a pod is there`,
      {
        act: `Raise its replicas, or delete the pod: kubectl drain ${node} waits for ever`,
      },
    );
  if (replicas - allowed >= need) return outcomeFor(group, 'survives', 'its budget keeps enough pods');
  const loss = losses.of(group, new Set([node]));
  if (loss.verdict === 'survives') return outcomeFor(group, 'survives', 'enough of its pods are on other nodes');
  if (loss.verdict === 'inconclusive')
    return outcomeFor(group, 'inconclusive', 'whether all of its pods can be on the node cannot be told');
  if (loss.placement.length === 0) return neverThere(group);
  const pinned = (world.volumes.get(group) ?? []).find((volume) => staysOnNode(volume, world));
  return outcomeFor(
    group,
    group.role === 'server' ? 'outage' : 'degrades',
    pinned
      ? `its data is on one node: it waits until ${node} is back`
      : replicas === 1
        ? 'its only pod is evicted, and another has to start'
        : `all ${replicas} of its pods can be on the node, and no budget keeps one`,
    {
      outage: inSequence(moveTerms(group, world)),
      placement: loss.placement,
      act: pinned ? `Bring ${node} back: kubectl uncordon ${node}` : null,
    },
  );
}

/** A copy that Longhorn keeps holds the drain up, whatever becomes of the pods. */
function withLonghorn(outcome: ServiceOutcome, group: PodGroup, node: string, { world }: Ground): ServiceOutcome {
  const kinds = (world.volumes.get(group) ?? []).map((volume) => ({ volume, ...longhornDrain(volume, world) }));
  const held = kinds.find(({ kind }) => kind === 'held');
  const policy = `Longhorn's node-drain-policy ${world.longhorn.nodeDrainPolicy}`;
  if (held && outcome.act === null)
    return {
      ...outcome,
      reason: `${outcome.reason}; ${policy} holds the drain up while a copy of ${held.volume.name} is on ${node}`,
      act: `Give ${held.volume.name} more copies, or a node for them: kubectl drain ${node} waits for ever`,
    };
  const moved = kinds.find(({ kind }) => kind === 'moves-first');
  if (!moved) return outcome;
  return {
    ...outcome,
    reason: `${outcome.reason}; by ${policy} the drain waits until a copy of ${moved.volume.name} is on another node`,
  };
}

function operatorDrain(group: PodGroup): ServiceOutcome {
  const primary = primaryOf(group.object);
  if (primary.kind === 'none' && group.replicas > 1) return outcomeFor(group, 'survives', 'other pods of it stay');
  if (primary.kind !== 'elected' || group.replicas === 1)
    return outcomeFor(group, 'inconclusive', 'what its operator does when a node is drained is not known here');
  return outcomeFor(group, 'outage', 'its primary may be there: the operator makes a standby the primary', {
    outage: inSequence([{ ...primary.change, name: 'the operator switches over' }]),
  });
}
