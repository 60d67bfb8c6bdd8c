// A control group of the processor whose processes get what others leave. `nice` alone would not do: the kernel
// gives each session its own share (sched_autogroup), and most programs of the tests begin one.
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** All runs share it: one that was killed leaves it for the next, which removes it. */
const NAME = 'zero-spof-e2e-low';
/** Control groups of version 2 and of version 1: where they begin, and the weight of one; a session has 100 and 1024. */
const VERSIONS = [
  { root: '/sys/fs/cgroup', weight: 'cpu.weight', value: 10 },
  { root: '/sys/fs/cgroup/cpu', weight: 'cpu.shares', value: 102 },
];

/** @returns {string | undefined} its folder; undefined where it cannot be made, as without root */
export function makeLowGroup() {
  for (const { root, weight, value } of VERSIONS) {
    const group = join(root, NAME);
    try {
      if (!existsSync(join(root, 'cgroup.procs'))) continue;
      mkdirSync(group, { recursive: true });
      if (existsSync(join(group, weight))) {
        writeFileSync(join(group, weight), String(value));
        return group;
      }
      rmdirSync(group);
    } catch (error) {
      if (!['EACCES', 'EPERM', 'EROFS', 'EBUSY'].includes(error.code)) throw error;
    }
  }
  return undefined;
}

/** Leaves it where another run is in it. */
export function removeLowGroup(group) {
  try {
    rmdirSync(group);
  } catch (error) {
    if (!['EBUSY', 'ENOENT'].includes(error.code)) throw error;
  }
}
