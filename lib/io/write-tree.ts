import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkpoint } from './interrupt';
import type { Tree } from './tree';

const FILES_BETWEEN_CHECKPOINTS = 100;

/**
 * Writes a whole tree to a folder that does not exist yet.
 *
 * Nothing is forced to the disk: that would cost more than all the rest. What a power cut damages no longer has the
 * digest of its header, so the next synth writes it again.
 *
 * @throws InterruptedError, and the error of the operating system: what is written by then stays
 */
export async function writeTree(folder: string, tree: Tree, interrupt: AbortSignal): Promise<void> {
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
    writeFileSync(file, text);
    if (++files % FILES_BETWEEN_CHECKPOINTS === 0) await checkpoint(interrupt);
  }
}
