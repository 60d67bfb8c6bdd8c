import { join, posix } from 'node:path';
import { type Problem, ProblemsError } from '../spec/problem';
import { findObstacle, findUnwritable } from './find-obstacles';
import { checkpoint } from './interrupt';
import { keepReplaced } from './keep-replaced';
import { withLock } from './lock';
import { type FolderPlan, planTrees, type TreePlan } from './plan-trees';
import { STATE_FOLDER } from './state-folder';
import { healFolders, locateNext, swapFolders } from './swap-folders';
import type { Tree } from './tree';
import { asProblemsError } from './write-problem';
import { writeTree } from './write-tree';

/**
 * Makes each output folder hold exactly its tree: `withLock` around `healTrees`, `planTrees`, `announce`, `applyPlan`.
 *
 * @param announce is called with the plan before anything in the folders is touched
 * @returns the plan that was carried out
 * @throws ProblemsError output-not-a-folder, output-not-writable, output-locked: every folder is as it was, or
 *   whole, if the disk failed between two renames
 * @throws InterruptedError after SIGINT or SIGTERM: every folder is old or new as a whole
 */
export async function replaceTrees(
  root: string,
  trees: Readonly<Record<string, Tree>>,
  announce: (plan: TreePlan) => void = () => undefined,
): Promise<TreePlan> {
  const names = Object.keys(trees);
  throwAny([
    ...[STATE_FOLDER, ...names].flatMap((name) => findObstacle(root, name) ?? []),
    ...findUnwritable(root, [STATE_FOLDER]),
  ]);
  return withLock(root, async (interrupt) => {
    healTrees(root);
    const plan = planTrees(root, trees);
    announce(plan);
    await applyPlan(plan, interrupt);
    return plan;
  });
}

/**
 * Repairs what a run that was killed left behind; comes before `planTrees`. Only under the lock.
 *
 * @returns the folders that were put back in place
 * @throws ProblemsError output-not-writable
 */
export function healTrees(root: string): readonly string[] {
  try {
    return healFolders(root);
  } catch (error) {
    throw asProblemsError(root, error);
  }
}

/**
 * Carries a plan out: keeps what people wrote, writes each folder that differs to the state folder, then swaps all of
 * them. A folder that does not differ is not touched. Only under the lock, and after `healTrees`.
 *
 * Killed at any instant, it leaves each folder old or new as a whole; or missing, between two renames, and then the
 * next `healTrees` puts it back. Whatever it throws, each folder is whole and nothing temporary is left.
 *
 * @throws ProblemsError output-not-writable
 * @throws InterruptedError when `interrupt` is aborted before the swap
 */
export async function applyPlan(plan: TreePlan, interrupt: AbortSignal = new AbortController().signal): Promise<void> {
  const { root } = plan;
  const folders = plan.folders.filter((f) => f.differs);
  if (folders.length === 0) return;
  throwAny(findUnwritable(root, folders.flatMap(listOldFolders)));
  try {
    keepReplaced(root, folders.flatMap(listLosses));
    try {
      for (const { folder, next, diff } of folders) {
        const old = { folder: join(root, folder), unchanged: diff.unchanged };
        await writeTree(locateNext(root, folder), next, old, interrupt);
      }
      await checkpoint(interrupt);
      swapFolders(root);
    } finally {
      healFolders(root);
    }
  } catch (error) {
    throw asProblemsError(root, error);
  }
}

function listLosses({ folder, diff }: FolderPlan): string[] {
  return [...diff.edited, ...diff.foreign].map((path) => `${folder}/${path}`);
}

/** The folders that will be moved or emptied: each has to be writable for that. */
function listOldFolders({ folder, diff }: FolderPlan): string[] {
  const files = [...diff.changed, ...diff.removed, ...diff.unchanged];
  return [...new Set([folder, ...files.map((path) => posix.join(folder, posix.dirname(path)))])];
}

function throwAny(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ProblemsError(problems);
}
