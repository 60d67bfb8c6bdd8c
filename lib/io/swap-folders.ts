import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { STATE_FOLDER } from './state-folder';
import { errnoOf } from './write-problem';

/*
 * Every stage is a folder in the state folder, and holds folders by the name they have below the root:
 *
 *   next    being written; counts for nothing
 *   ready   complete, about to be put in place
 *   forced  complete; what stands in its place may be half removed
 *   old     complete, was moved away to make room
 *   trash   being deleted; counts for nothing
 *
 * Folders change their stage by renaming only, so what a stage says of them is true at every instant.
 */
type Stage = 'next' | 'ready' | 'forced' | 'old' | 'trash';

/** Where a folder is written before `swapFolders` puts it in place. */
export function locateNext(root: string, folder: string): string {
  return join(locateStage(root, 'next'), folder);
}

/**
 * Puts all folders that stand at `locateNext` in place, together as nearly as a file system can: all old ones are
 * renamed away, then all new ones into place, with nothing between. Ended at any instant, `healFolders` makes each
 * whole again.
 *
 * @throws the error of the operating system; call `healFolders` then
 */
export function swapFolders(root: string): void {
  mkdirSync(locateStage(root, 'old'));
  renameSync(locateStage(root, 'next'), locateStage(root, 'ready'));
  const folders = listStage(root, 'ready');
  const stuck = moveAway(root, folders);
  for (const folder of folders) {
    if (stuck.includes(folder)) {
      mkdirSync(locateStage(root, 'forced'), { recursive: true });
      renameSync(join(locateStage(root, 'ready'), folder), join(locateStage(root, 'forced'), folder));
      forceFolder(root, folder);
    } else renameSync(join(locateStage(root, 'ready'), folder), join(root, folder));
  }
}

/**
 * Makes whole what a run that was killed left behind: puts the complete new folder, or else the old one, where one is
 * missing, and removes all leftovers. Only under the lock.
 *
 * @returns the folders that were put back
 * @throws the error of the operating system
 */
export function healFolders(root: string): readonly string[] {
  const forced = listStage(root, 'forced');
  for (const folder of forced) forceFolder(root, folder);
  const missing = (stage: Stage): string[] => listStage(root, stage).filter((f) => !isThere(join(root, f)));
  const ready = missing('ready');
  for (const folder of ready) putBack(root, 'ready', folder);
  const old = missing('old');
  for (const folder of old) putBack(root, 'old', folder);
  discardStages(root);
  return [...forced, ...ready, ...old];
}

/** @returns the folders that stand where they stood: they can be removed, but not renamed */
function moveAway(root: string, folders: readonly string[]): string[] {
  try {
    return folders.filter((folder) => !tryMoveAway(root, folder));
  } catch (error) {
    // As nothing is in place yet, all can stay as it was: `next` counts for nothing, and so the old ones come back.
    renameSync(locateStage(root, 'ready'), locateStage(root, 'next'));
    throw error;
  }
}

function tryMoveAway(root: string, folder: string): boolean {
  try {
    renameSync(join(root, folder), join(locateStage(root, 'old'), folder));
    return true;
  } catch (error) {
    // In a container, a folder that came with its image cannot be renamed (overlayfs).
    if (errnoOf(error) === 'EXDEV') return false;
    if (errnoOf(error) === 'ENOENT') return true;
    throw error;
  }
}

function forceFolder(root: string, folder: string): void {
  rmSync(join(root, folder), { recursive: true, force: true });
  renameSync(join(locateStage(root, 'forced'), folder), join(root, folder));
}

function putBack(root: string, stage: 'ready' | 'old', folder: string): void {
  try {
    renameSync(join(locateStage(root, stage), folder), join(root, folder));
  } catch (error) {
    // Whatever keeps the new folder from its place, the old one may still fit.
    if (stage === 'old' || !isThere(join(locateStage(root, 'old'), folder))) throw error;
  }
}

function discardStages(root: string): void {
  const trash = locateStage(root, 'trash');
  rmSync(trash, { recursive: true, force: true });
  for (const stage of ['next', 'ready', 'forced', 'old'] as const) {
    if (!isThere(locateStage(root, stage))) continue;
    // Nothing new is made here: this has to work on a full disk.
    renameSync(locateStage(root, stage), trash);
    rmSync(trash, { recursive: true, force: true });
  }
}

function listStage(root: string, stage: Stage): string[] {
  return isThere(locateStage(root, stage)) ? readdirSync(locateStage(root, stage)).sort() : [];
}

function locateStage(root: string, stage: Stage): string {
  return join(root, STATE_FOLDER, stage);
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
