import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { waitFor } from '../runs/wait-for';

/** Instances of inotify that a node's systemd, containerd and kubelet have open. */
const PER_NODE = 14;
const LIMIT = '/proc/sys/fs/inotify/max_user_instances';

/**
 * Waits until the computer has what so many nodes need. A containerd that gets no inotify runs without its pods' part, and
 * says so in its log alone; machines share the limit, as their root is the computer's.
 *
 * @throws Error when others hold it all for longer than two minutes
 */
export async function waitForWatches(nodes: number): Promise<void> {
  const limit = Number(readFileSync(LIMIT, 'utf8'));
  await waitFor(
    'instances of inotify for containerd and kubelets',
    () => {
      const used = processes().reduce((sum, pid) => sum + inotifyOf(pid), 0);
      if (used + nodes * PER_NODE <= limit) return true;
      throw new Error(
        `${used} of ${limit} in use; ${nodes} nodes need ${nodes * PER_NODE} more. ` +
          'Let other machines and clusters end, or: sysctl fs.inotify.max_user_instances=512',
      );
    },
    { deadlineMs: 120_000, everyMs: 500 },
  );
}

function processes(): readonly string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
}

function inotifyOf(pid: string): number {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).filter((fd) => readlinkSync(`${folder}/${fd}`) === 'anon_inode:inotify').length;
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}
