import { createHash } from 'node:crypto';
import { sortKeys } from './format-json';
import { ImportError } from './import-error';

/** Digest of what was taken from each source, by address; `#` and a name follow where a file holds several things. */
export type Checksums = Readonly<Record<string, string>>;

/**
 * Digest of data, not of bytes: comments and descriptions are left out before, so a copy without them is as good as
 * the published file.
 */
export function digestOf(data: unknown): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(sortKeys(data))).digest('hex')}`;
}

/**
 * Compares with what the last run recorded. A source that is new has nothing to be compared with: it is trusted this
 * once, and from then on it must stay as it is.
 *
 * @returns the new sources
 * @throws ImportError when a pinned source has other content than before
 */
export function checkDigests(taken: Checksums, recorded: Checksums): readonly string[] {
  for (const [source, digest] of Object.entries(taken)) {
    const expected = recorded[source];
    if (expected === undefined || expected === digest) continue;
    const cure = 'If it may differ, delete its line in imports/checksums.json and run again; read the diff then.';
    throw new ImportError(source, digest, `${expected} as recorded`, cure);
  }
  return Object.keys(taken).filter((source) => recorded[source] === undefined);
}
