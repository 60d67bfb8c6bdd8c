import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runId } from './run-processes';
import { waitFor } from './wait-for';

const ROOT = '/sys/fs/cgroup';

/** The name of a run's control group; no other run has it. */
export function cgroupName(folder: string, name: string): string {
  return `${runId(folder)}.${name}`;
}

/** Where the kernel's control groups begin: one folder for all with version 2, one for each controller with version 1. */
export function cgroupHierarchies(): readonly string[] {
  if (existsSync(join(ROOT, 'cgroup.controllers'))) return [ROOT];
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(ROOT, name))
    .filter((folder) => existsSync(join(folder, 'cgroup.procs')));
}

/**
 * Makes a group of that name in each hierarchy, or in those alone in which systemd keeps its units. Of a controller of
 * version 1 it is below this process's own group, so that a limit which holds for the tests holds for it, too.
 *
 * @returns the groups' folders
 */
export function makeCgroups(name: string, which: 'all' | 'systemd'): readonly string[] {
  const hierarchies = cgroupHierarchies().filter((hierarchy) => which === 'all' || isOfSystemd(hierarchy));
  return hierarchies.map((hierarchy) => {
    const parent = isOfSystemd(hierarchy) ? hierarchy : join(hierarchy, ownGroup(basename(hierarchy)));
    const group = join(parent, name);
    mkdirSync(group, { recursive: true });
    // A new group of cpuset has nothing to run on.
    for (const file of ['cpuset.cpus', 'cpuset.mems'])
      if (existsSync(join(group, file)) && basename(hierarchy) === 'cpuset')
        writeFileSync(join(group, file), readFileSync(join(parent, file)));
    return group;
  });
}

/** Removes the run's groups, or those of one name alone, whose processes have ended, and all groups below them. */
export async function removeCgroups(folder: string, name?: string): Promise<void> {
  // A group is busy until the kernel is done with its last process.
  await waitFor(
    'control groups to be free',
    () => {
      for (const group of cgroupsOf(folder, name)) removeTree(group);
      return cgroupsOf(folder, name).length === 0;
    },
    { deadlineMs: 10_000, everyMs: 20 },
  );
}

/** The groups that a run has made, or those of one name alone, wherever they are. */
export function cgroupsOf(folder: string, name?: string): readonly string[] {
  const isWanted =
    name === undefined
      ? (group: string) => group.startsWith(cgroupName(folder, ''))
      : (group: string) => group === cgroupName(folder, name);
  const below = (parent: string): readonly string[] =>
    groupsIn(parent).flatMap((group) => (isWanted(basename(group)) ? [group] : below(group)));
  return cgroupHierarchies().flatMap(below);
}

function isOfSystemd(hierarchy: string): boolean {
  return [ROOT, join(ROOT, 'systemd'), join(ROOT, 'unified')].includes(hierarchy);
}

/** The group of this process for a controller of version 1. */
function ownGroup(controller: string): string {
  const lines = readFileSync('/proc/self/cgroup', 'utf8').split('\n');
  const line = lines
    .map((text) => text.split(':'))
    .find(([, names = '']) => names.split(',').includes(controller.split(',')[0] ?? ''));
  return line?.slice(2).join(':') ?? '/';
}

function groupsIn(parent: string): readonly string[] {
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(parent, name));
}

function removeTree(group: string): void {
  for (const child of groupsIn(group)) removeTree(child);
  rmdirSync(group);
}
