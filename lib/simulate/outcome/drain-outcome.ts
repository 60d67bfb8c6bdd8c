import { allowedDisruptions } from '../../model/budget';
import { at, integer } from '../../model/json';
import type { ServiceOutcome } from '../simulation-result';
import { longhornDrain } from '../storage/longhorn-drain';
import { LONGHORN, type Volume } from '../storage/volumes';
import { inSequence, type Term } from '../timing/duration';
import { primaryOf } from '../timing/operator-failover';
import type { PodGroup } from '../world/pod-groups';
import type { World } from '../world/world';
import type { Ground } from './ground';
import { outcomeFor } from './service-outcome';
import { startTerm } from './start-term';

/** From the end of a pod to its volume on another node, both nodes being well. */
const MOVE_SECONDS = 60;

/** What it does to a group that one node is drained, as `kubectl drain` evicts: budgets are kept. */
export function drainOutcome(group: PodGroup, node: string, ground: Ground): ServiceOutcome {
  if (group.pods.replicas === 'perNode')
    return outcomeFor(group, 'survives', 'a drain leaves pods of DaemonSets alone');
  return withLonghorn(drainedGroup(group, node, ground), group, node, ground);
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
      outage: inSequence(moveTerms(group, ground, pinned !== undefined)),
      witness: Object.fromEntries(
        loss.placement
          .flatMap((one) => Array.from({ length: one.pods }, () => one.node))
          .map((at, i) => [`${group.object.name}-${i}`, at]),
      ),
      act: pinned ? `Bring ${node} back: kubectl uncordon ${node}` : null,
    },
  );
}

/** Whether a volume cannot be used while the node is drained. */
function staysOnNode(volume: Volume, world: World): boolean {
  if (volume.provisioner === LONGHORN) return longhornDrain(volume, world).kind === 'away';
  return volume.keeps === 'node';
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

/** A Deployment's next pod starts while the old one ends; where the old one has to be gone first, it takes longer. */
function moveTerms(group: PodGroup, { world }: Ground, pinned: boolean): readonly Term[] {
  const volume = (world.volumes.get(group) ?? []).find((one) => one.exclusive && !staysOnNode(one, world));
  const waits = volume !== undefined || group.workload?.object.type === 'StatefulSet';
  const grace = integer(at(group.workload?.pod.value, 'terminationGracePeriodSeconds')) ?? 30;
  return [
    ...(waits
      ? [
          {
            name: 'the old pod ends',
            minSeconds: 0,
            maxSeconds: grace,
            source: `terminationGracePeriodSeconds ${grace} of the pod`,
          },
        ]
      : []),
    ...(volume
      ? [
          {
            name: 'the volume is detached and attached again',
            minSeconds: 0,
            maxSeconds: MOVE_SECONDS,
            source: `assumed: within ${MOVE_SECONDS} s where both nodes are well${volume.provisioner === LONGHORN ? ' (Longhorn)' : ''}`,
          },
        ]
      : []),
    ...(pinned
      ? [
          {
            name: 'the node with its data is back',
            minSeconds: 0,
            maxSeconds: null,
            source: 'its volume is on that node',
          },
        ]
      : []),
    startTerm(group, world.settings.startSeconds),
  ];
}
