import { join } from 'node:path';
import { type Problem, ProblemsError } from '../spec/problem';
import { findObstacle } from './find-obstacles';
import { REPLACED_FOLDER } from './keep-replaced';
import { compareTrees, readTree, type Tree, type TreeDiff } from './tree';
import { toWriteProblem } from './write-problem';

/** One output folder: what it shall hold, and how that differs from what it holds. */
export interface FolderPlan {
  readonly folder: string;
  readonly current: Tree;
  readonly next: Tree;
  readonly diff: TreeDiff;
  /** False where nothing has to be written. */
  readonly differs: boolean;
}

/** What `applyPlan` is going to do, to be shown before it does. */
export interface TreePlan {
  readonly root: string;
  readonly folders: readonly FolderPlan[];
  /** Warnings output-edited and output-foreign, by folder and path: what will be replaced though people wrote it. */
  readonly problems: readonly Problem[];
}

/**
 * Compares output folders with what they shall hold. Writes nothing, needs no lock.
 *
 * @param root the folder that holds them
 * @param trees the whole content of each, by the name of the folder
 * @throws ProblemsError output-not-a-folder, output-not-writable (unreadable): one for each folder
 */
export function planTrees(root: string, trees: Readonly<Record<string, Tree>>): TreePlan {
  const errors: Problem[] = [];
  const folders = Object.entries(trees).flatMap(([folder, next]): FolderPlan[] => {
    const obstacle = findObstacle(root, folder);
    if (obstacle) {
      errors.push(obstacle);
      return [];
    }
    try {
      return [planFolder(root, folder, next)];
    } catch (error) {
      const problem = toWriteProblem(root, error);
      if (!problem) throw error;
      errors.push(problem);
      return [];
    }
  });
  if (errors.length > 0) throw new ProblemsError(errors);
  return { root, folders, problems: folders.flatMap(warnOfLosses) };
}

function planFolder(root: string, folder: string, next: Tree): FolderPlan {
  const current = readTree(join(root, folder));
  const diff = compareTrees(current, next);
  return { folder, current, next, diff, differs: diff.added.length + diff.changed.length + diff.removed.length > 0 };
}

function warnOfLosses({ folder, next, diff }: FolderPlan): Problem[] {
  const edited = diff.edited.map((path): Problem => ({
    code: 'output-edited',
    severity: 'warning',
    where: `${folder}/${path}`,
    found: 'a generated file that was edited',
    expected: 'what synth wrote',
    cure: `Express the change in cluster.yaml: ${keptAs(folder, path)}`,
  }));
  const foreign = diff.foreign.map((path): Problem => ({
    code: 'output-foreign',
    severity: 'warning',
    where: `${folder}/${path}`,
    found: next.has(path) ? 'another file where synth writes one' : 'a file that synth did not write',
    expected: 'nothing but generated files',
    cure: `Move it to a folder of your own: ${keptAs(folder, path)}`,
  }));
  return [...edited, ...foreign];
}

function keptAs(folder: string, path: string): string {
  return `synth replaces it, and keeps this version as ${REPLACED_FOLDER}/${folder}/${path}.`;
}
