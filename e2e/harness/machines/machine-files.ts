import { join } from 'node:path';
import { cgroupName } from '../runs/cgroups';

/** What a machine consists of on the computer's disk. */
export interface MachineFiles {
  /** What it has written: deleted, the machine is as new. */
  readonly upper: string;
  /** For the kernel's own use, on the same file system. */
  readonly work: string;
  /** Where its root is put together; only the machine itself sees it mounted. */
  readonly root: string;
  /** Of containerd, whose own overlays cannot lie on an overlay. */
  readonly containerd: string;
  /** Name of its control group. */
  readonly cgroup: string;
}

export function machineFiles(folder: string, name: string): MachineFiles {
  const own = join(folder, 'machines', name);
  return {
    upper: join(own, 'upper'),
    work: join(own, 'work'),
    root: join(own, 'root'),
    containerd: join(own, 'containerd'),
    cgroup: cgroupName(folder, name),
  };
}
