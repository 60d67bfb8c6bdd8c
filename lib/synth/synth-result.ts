import { compareText } from '../spec/problem';
import { countOf } from '../spec/draft';
import { NEVER_PRUNED } from '../constructs/protection';
import type { RenderedChart } from './render-app';
import { identityOf, type Manifest, nameOf } from '../model/manifest';
import { describeDiff, diffManifests } from './manifest-diff';

export interface FileChange {
  /** Path below the repository. */
  readonly path: string;
  readonly change: 'new' | 'changed' | 'removed' | 'unchanged';
  /** What changed in it, for people; empty where nothing did. */
  readonly detail: string;
}

/** An output folder before and after, by path below it. */
export interface FolderChange {
  readonly folder: string;
  readonly current: ReadonlyMap<string, string>;
  readonly next: ReadonlyMap<string, string>;
  readonly diff: Readonly<Record<'added' | 'changed' | 'removed' | 'unchanged', readonly string[]>>;
}

/** What a synth did, or with `check` would do. */
export interface SynthResult {
  readonly check: boolean;
  readonly files: readonly FileChange[];
  /** Objects in all files. */
  readonly objects: number;
  /** Objects that Flux never prunes: kind and count, most first. */
  readonly protectedKinds: readonly (readonly [string, number])[];
  /** Objects that are gone from the files and, being protected, stay in the cluster: `Kind/namespace/name`. */
  readonly leftBehind: readonly string[];
}

export function synthResult(
  folders: readonly FolderChange[],
  charts: readonly RenderedChart[],
  check: boolean,
): SynthResult {
  const objects = charts.flatMap((c) => c.objects);
  const counts = new Map(charts.map((c) => [c.path, c.objects.length]));
  const changes = folders.flatMap((folder) => changesOf(folder, counts));
  const still = new Set(objects.map(identityOf));
  const gone = changes.flatMap(({ removed }) => removed).filter((o) => !still.has(identityOf(o)));
  return {
    check,
    files: changes.map(({ path, change, detail }) => ({ path, change, detail })),
    objects: objects.length,
    protectedKinds: countKinds(objects.filter(isProtected)),
    leftBehind: gone.filter(isProtected).map(nameOf).sort(compareText),
  };
}

interface Change extends FileChange {
  /** Objects that the file no longer has. */
  readonly removed: readonly Manifest[];
}

/** Only files that differ, and were there before, are read as YAML. */
function changesOf({ folder, diff, current, next }: FolderChange, counts: ReadonlyMap<string, number>): Change[] {
  const change = (file: string, kind: Change['change']): Change => {
    const path = `${folder}/${file}`;
    if (kind === 'unchanged') return { path, change: kind, detail: '', removed: [] };
    if (kind === 'new') return { path, change: kind, detail: countOf(counts.get(path) ?? 0, 'object'), removed: [] };
    const manifests = diffManifests(current.get(file) ?? '', next.get(file) ?? '');
    const detail = kind === 'removed' ? countOf(manifests.removed.length, 'object') : describeDiff(manifests);
    return { path, change: kind, detail: detail || 'text only', removed: manifests.removed };
  };
  return [
    ...diff.added.map((file) => change(file, 'new')),
    ...diff.changed.map((file) => change(file, 'changed')),
    ...diff.removed.map((file) => change(file, 'removed')),
    ...diff.unchanged.map((file) => change(file, 'unchanged')),
  ].sort((a, b) => compareText(a.path, b.path));
}

function isProtected({ metadata: { annotations = {} } }: Manifest): boolean {
  return Object.entries(NEVER_PRUNED).every(([key, value]) => annotations[key] === value);
}

function countKinds(objects: readonly Manifest[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { kind } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || compareText(a, b));
}
