import { readdirSync, readFileSync, type Dirent } from 'node:fs';
import { basename, join } from 'node:path';
import { ImportError } from './import-error';
import type { Source } from './sources';

/** Gives the text of a source, or of every local file that may be it. */
export type ReadSource = (source: Source) => Promise<readonly string[]>;

const TIMEOUT_MS = 60_000;

const OFFLINE_CURE = 'Try again, or read the files from a folder: npm run imports -- --from DIR.';

export async function downloadSource({ url }: Source): Promise<readonly string[]> {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.ok) return [await response.text()];
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new ImportError(url, `no answer (${cause})`, 'a file', OFFLINE_CURE);
  }
  throw new ImportError(url, `HTTP ${String(response.status)}`, '200', `Check the address. ${OFFLINE_CURE}`);
}

/**
 * Reads from a folder and those below it: the files with one of the source's local names, or else, where the content
 * tells, every YAML file.
 */
export function readFrom(folder: string): ReadSource {
  const files = listFiles(folder);
  return (source) => {
    const named = files.filter((file) => source.localNames.includes(basename(file)));
    const candidates = named.length === 0 && source.isKnownByContent === true ? files.filter(isYaml) : named;
    if (candidates.length > 0) return Promise.resolve(candidates.map((file) => readFileSync(file, 'utf8')));
    const cure = `Put the content of ${source.url} there.`;
    return Promise.reject(new ImportError(folder, 'no such file', source.localNames.join(' or '), cure));
  };
}

function isYaml(file: string): boolean {
  return /\.ya?ml$/.test(file);
}

function listFiles(folder: string): readonly string[] {
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new ImportError(folder, String(error), 'a folder', 'Name a folder that can be read: --from DIR.');
  }
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}
