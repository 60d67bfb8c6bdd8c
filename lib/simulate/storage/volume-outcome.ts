import { HOSTNAME, ZONE } from '../../model/nodes';
import { referenceTo } from '../../model/object-reference';
import { storageNodes } from '../../spec/topology';
import type { VolumeOutcome } from '../simulation-result';
import type { PodGroup } from '../world/pod-groups';
import type { World } from '../world/world';
import { LONGHORN, type Volume } from './volumes';

/** Nodes that are away, and whether their disks are gone for good. */
export interface NodesAway {
  readonly nodes: ReadonlySet<string>;
  readonly forGood: boolean;
}

/** What becomes of a volume, wherever its copies may be. */
export function volumeOutcome(volume: Volume, group: PodGroup, world: World, away: NodesAway): VolumeOutcome {
  const tell = (
    verdict: VolumeOutcome['verdict'],
    replicasLeft: number | null,
    reason: string,
    lossSeconds: number | null = 0,
  ): VolumeOutcome => ({
    name: volume.name,
    object: referenceTo(group.object),
    verdict,
    replicasLeft,
    lossSeconds,
    reason,
  });
  const lost = disksOf(world).filter((name) => away.nodes.has(name));
  const back = away.forGood ? 'what was on the disk is gone' : 'it is back when the node is';
  if (away.nodes.size === 0) return tell('survives', volume.copies ?? null, 'no copy is away');
  switch (volume.keeps) {
    case undefined:
      return tell('inconclusive', null, 'where its class keeps the data is not known');
    case 'region':
    case 'server':
      return tell('survives', null, 'its data is not on the nodes of the cluster');
    case 'zone':
      return takesZone(world, away)
        ? tell('outage', 0, 'its data is in one zone, which is away')
        : tell('survives', null, 'its data is not on the nodes of the cluster');
    case 'node': {
      if (lost.length === 0) return tell('survives', 1, 'no node that keeps data is away');
      const loss = away.forGood ? null : 0;
      if (volume.perPod && group.replicas > lost.length)
        return tell(
          'degrades',
          1,
          `the data of ${lost.length} of ${group.replicas} pods is on nodes that are away; ${back}`,
          loss,
        );
      return tell('outage', 0, `its only copy can be on a node that is away; ${back}`, loss);
    }
    case 'replicated':
      return replicated(volume, world, away, lost, tell);
  }
}

function replicated(
  volume: Volume,
  world: World,
  away: NodesAway,
  lost: readonly string[],
  tell: (...args: [VolumeOutcome['verdict'], number | null, string, (number | null)?]) => VolumeOutcome,
): VolumeOutcome {
  const { copies } = volume;
  if (copies === undefined) return tell('inconclusive', null, 'how many copies there are is not known');
  const disks = disksOf(world);
  const present = Math.min(copies, disks.length);
  const left = present - Math.min(present, mostCopiesOn(lost, volume, world));
  if (lost.length === 0) return tell('survives', present, 'no node that keeps copies is away');
  if (left === 0)
    return tell(
      'outage',
      0,
      `all ${present} copies can be on nodes that are away${away.forGood ? ': the data is gone' : ''}`,
      away.forGood ? null : 0,
    );
  const free = disks.length - lost.length - left;
  const rebuilt =
    free > 0
      ? `built anew on another node ${volume.provisioner === LONGHORN ? `after up to ${world.longhorn.replenishmentSeconds} s` : 'by its provisioner'}`
      : 'no other node keeps copies, so it waits for the node';
  return tell('degrades', left, `${left} of ${copies} copies are left; ${rebuilt}`);
}

/** Most copies of a volume that a set of nodes can have. */
function mostCopiesOn(lost: readonly string[], { provisioner }: Volume, { longhorn, model }: World): number {
  if (provisioner !== LONGHORN) return lost.length;
  if (longhorn.replicaSoftAntiAffinity) return Infinity;
  if (longhorn.replicaZoneSoftAntiAffinity) return lost.length;
  const zones = new Map(model.nodes.all.map(({ metadata }) => [metadata.name, metadata.labels?.[ZONE] ?? '']));
  return new Set(lost.map((name) => zones.get(name))).size;
}

/** Nodes that keep data: those that the cluster file says, or all. */
export function disksOf({ model }: World): readonly string[] {
  if (model.cluster) return storageNodes(model.cluster).map(({ name }) => name);
  return model.nodes.all.map(({ metadata }) => metadata.labels?.[HOSTNAME] ?? metadata.name);
}

/** Whether a whole zone is away, which may be that of the volume. */
function takesZone({ zones }: World, { nodes }: NodesAway): boolean {
  return [...zones.values()].some((members) => members.every((name) => nodes.has(name)));
}
