import { compareText } from '../spec/problem';
import { countOf } from '../spec/draft';
import { NEVER_PRUNED } from '../constructs/protection';
import type { RenderedChart } from './render-app';
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
}

export function synthResult(folders: readonly FolderChange[], charts: readonly RenderedChart[], check: boolean): SynthResult {
  const objectsOf = new Map(charts.map((c) => [c.path, c.objects.length]));
  const files = folders.flatMap(({ folder, diff, current, next }): FileChange[] => {
    const full = (path: string): string => `${folder}/${path}`;
    const changed = (path: string): string => describeDiff(diffManifests(current.get(path) ?? '', next.get(path) ?? '')) || 'text only';
    return [
      ...diff.added.map((path) => ({ path: full(path), change: 'new' as const, detail: countOf(objectsOf.get(full(path)) ?? 0, 'object') })),
      ...diff.changed.map((path) => ({ path: full(path), change: 'changed' as const, detail: changed(path) })),
      ...diff.removed.map((path) => ({ path: full(path), change: 'removed' as const, detail: '' })),
      ...diff.unchanged.map((path) => ({ path: full(path), change: 'unchanged' as const, detail: '' })),
    ];
  });
  return {
    check,
    files: files.sort((a, b) => compareText(a.path, b.path)),
    objects: charts.reduce((sum, c) => sum + c.objects.length, 0),
    protectedKinds: countProtected(charts),
  };
}

function countProtected(charts: readonly RenderedChart[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const object of charts.flatMap((c) => c.objects)) {
    const annotations = object.metadata.annotations ?? {};
    if (!Object.entries(NEVER_PRUNED).every(([key, value]) => annotations[key] === value)) continue;
    counts.set(object.kind, (counts.get(object.kind) ?? 0) + 1);
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || compareText(a, b));
}
