import type { World } from '../world/world';
import { disksOf } from './volume-outcome';
import { LONGHORN, type Volume } from './volumes';

/** What Longhorn does about a node that is drained and may hold copies of a volume. */
export type LonghornDrain =
  /** Copies elsewhere are enough, or Longhorn has no part in it. */
  | { readonly kind: 'goes-on' }
  /** The copy is moved to another node first. */
  | { readonly kind: 'moves-first' }
  /** The drain does not end while the copy is there; the volume stays usable from other nodes. */
  | { readonly kind: 'held' }
  /** The last copy is away as long as the node is. */
  | { readonly kind: 'away' };

/**
 * By the setting node-drain-policy: whether a volume's last copy, or any copy, holds a drain up.
 *
 * Source: Longhorn 1.11 settings reference, Node Drain Policy.
 */
export function longhornDrain({ provisioner, copies }: Volume, world: World): LonghornDrain {
  if (provisioner !== LONGHORN || copies === undefined) return { kind: 'goes-on' };
  const isLast = copies === 1;
  const hasOtherDisk = disksOf(world).length > copies;
  switch (world.longhorn.nodeDrainPolicy) {
    case 'always-allow':
      return { kind: isLast ? 'away' : 'goes-on' };
    case 'block-for-eviction':
      return { kind: hasOtherDisk ? 'moves-first' : 'held' };
    case 'block-for-eviction-if-contains-last-replica':
      if (!isLast) return { kind: 'goes-on' };
      return { kind: hasOtherDisk ? 'moves-first' : 'held' };
    default:
      // allow-if-replica-is-stopped is the same as long as the volume is used.
      return { kind: isLast ? 'held' : 'goes-on' };
  }
}
