import { at, integer } from '../../model/json';
import { longhornDrain } from '../storage/longhorn-drain';
import { LONGHORN, type Volume } from '../storage/volumes';
import type { Term } from '../timing/duration';
import type { PodGroup } from '../world/pod-groups';
import type { World } from '../world/world';
import { startTerm } from './start-term';

/** From the end of a pod to its volume on another node, both nodes being well. */
const MOVE_SECONDS = 60;

/** How long a pod may take to end, in seconds; undefined for one whose template is its operator's. */
export function graceSeconds({ workload }: PodGroup): number | undefined {
  return workload && (integer(at(workload.pod.value, 'terminationGracePeriodSeconds')) ?? 30);
}

/** Whether a volume cannot be used while the node is drained. */
export function staysOnNode(volume: Volume, world: World): boolean {
  if (volume.provisioner === LONGHORN) return longhornDrain(volume, world).kind === 'away';
  return volume.keeps === 'node';
}

/**
 * From the eviction of a pod, whose node is well, to another in its place. A Deployment's next pod starts while the old
 * one ends; where the old one has to be gone first, it takes longer.
 */
export function moveTerms(group: PodGroup, world: World): readonly Term[] {
  const volumes = world.volumes.get(group) ?? [];
  const pinned = volumes.some((one) => staysOnNode(one, world));
  const volume = volumes.find((one) => one.exclusive && !staysOnNode(one, world));
  const waits = volume !== undefined || group.workload?.object.type === 'StatefulSet';
  const grace = graceSeconds(group) ?? 30;
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
