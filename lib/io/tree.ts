import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../spec/problem';
import { readHeader, sameText } from '../synth/generated-header';
import { errnoOf } from './write-problem';

/** The files of one folder: path below it (with `/`) → text. */
export type Tree = ReadonlyMap<string, string>;

/** Paths by what happens to them, each list sorted by code units. */
export interface TreeDiff {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
  /** Those of `changed` and `removed` that synth wrote and somebody edited. */
  readonly edited: readonly string[];
  /** Those of `changed` and `removed` that synth did not write. */
  readonly foreign: readonly string[];
}

/**
 * Reads every file below a folder; a folder that does not exist holds none.
 *
 * Links, pipes, sockets and files that are too large for a string are listed with an empty text: nothing is followed,
 * nothing blocks, and nobody takes them for generated files.
 *
 * @throws the error of the operating system where a file or folder cannot be read
 */
export function readTree(folder: string): Tree {
  const tree = new Map<string, string>();
  addFiles(folder, '', tree);
  return tree;
}

/** What has to happen to `old` so that it becomes `next`. Line endings alone are no difference. */
export function compareTrees(old: Tree, next: Tree): TreeDiff {
  const lists: Record<keyof TreeDiff, string[]> = {
    added: [],
    changed: [],
    removed: [],
    unchanged: [],
    edited: [],
    foreign: [],
  };
  for (const path of [...new Set([...old.keys(), ...next.keys()])].sort(compareText)) {
    const before = old.get(path);
    const after = next.get(path);
    if (before === undefined) lists.added.push(path);
    else if (after !== undefined && sameText(before, after)) lists.unchanged.push(path);
    else {
      lists[after === undefined ? 'removed' : 'changed'].push(path);
      const origin = readHeader(before);
      if (origin !== 'ours') lists[origin].push(path);
    }
  }
  return lists;
}

function addFiles(folder: string, prefix: string, tree: Map<string, string>): void {
  for (const entry of listFolder(folder)) {
    const path = prefix + entry.name;
    const full = join(folder, entry.name);
    if (entry.isDirectory()) addFiles(full, `${path}/`, tree);
    else tree.set(path, entry.isFile() ? readText(full) : '');
  }
}

function listFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ERR_FS_FILE_TOO_LARGE', 'ERR_STRING_TOO_LONG'].includes(errnoOf(error) ?? '')) return '';
    throw error;
  }
}
