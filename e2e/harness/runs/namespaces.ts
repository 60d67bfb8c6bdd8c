import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../run';
import { killProcesses, processesIn, runId } from './run-processes';

/** Where iproute2 keeps the namespaces that have names. */
const FOLDER = '/run/netns';

/** A network namespace of a run. */
export interface Namespace {
  readonly name: string;
  /** For `nsenter --net=`. */
  readonly file: string;
  /** Such as net:[4026531840]: so processes show it. */
  readonly inode: string;
}

/** The name of a run's namespace; no other run has it. */
export function namespaceName(folder: string, name: string): string {
  return `${runId(folder)}.${name}`;
}

export function namespaceFile(name: string): string {
  return join(FOLDER, name);
}

/** The namespaces that a run has made and not deleted. */
export function namespacesOf(folder: string): readonly Namespace[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter((name) => name.startsWith(namespaceName(folder, '')))
    .map((name) => {
      const file = namespaceFile(name);
      return { name, file, inode: `net:[${statSync(file).ino}]` };
    });
}

/** Ends what runs in them and deletes them with all their interfaces, and the mount that iproute2 made for the first. */
export async function removeNamespaces(namespaces: readonly Namespace[]): Promise<void> {
  const inodes = new Set(namespaces.map(({ inode }) => inode));
  if (namespaces.length > 0) await killProcesses(() => processesIn(inodes));
  for (const { name, file } of namespaces) {
    const { code, stderr } = await run('ip', ['netns', 'delete', name]);
    // Two may sweep at once.
    if (code !== 0 && existsSync(file)) throw new Error(`ip netns delete ${name}: ${stderr}`);
  }
  // The kernel refuses as long as a namespace is mounted there; who makes one later mounts it again.
  if (namespaces.length > 0 && readdirSync(FOLDER).length === 0) await run('umount', [FOLDER]);
}
