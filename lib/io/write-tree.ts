import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkpoint } from './interrupt';
import type { Tree } from './tree';

const FILES_BETWEEN_CHECKPOINTS = 100;

/** The folder that is going to be replaced, and which of its files stay as they are. */
export interface OldFolder {
  readonly folder: string;
  readonly unchanged: readonly string[];
}

/**
 * Writes a whole tree to a folder that does not exist yet. Files that stay as they are become hard links to the old
 * ones: that is far faster, and git sees by their times that it need not read them again.
 *
 * Nothing is forced to the disk: that would cost more than all the rest. What a power cut damages no longer has the
 * digest of its header, so the next synth writes it again.
 *
 * @throws InterruptedError, and the error of the operating system: what is written by then stays
 */
export async function writeTree(folder: string, tree: Tree, old: OldFolder, interrupt: AbortSignal): Promise<void> {
  const unchanged = new Set(old.unchanged);
  const made = new Set<string>();
  const makeFolder = (path: string): void => {
    if (made.has(path)) return;
    mkdirSync(path, { recursive: true });
    made.add(path);
  };
  makeFolder(folder);
  let files = 0;
  for (const [path, text] of tree) {
    const file = join(folder, path);
    makeFolder(dirname(file));
    if (!unchanged.has(path) || !tryLink(join(old.folder, path), file)) writeFileSync(file, text);
    if (++files % FILES_BETWEEN_CHECKPOINTS === 0) await checkpoint(interrupt);
  }
}

/** @returns false where links are not supported or not allowed */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch {
    return false;
  }
}
