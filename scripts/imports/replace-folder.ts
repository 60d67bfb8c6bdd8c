import { existsSync, renameSync, rmSync } from 'node:fs';

/** Puts a finished folder in the place of another, which is kept until the new one stands there. */
export function replaceFolder(place: string, finished: string): void {
  const old = `${finished}.old`;
  const wasThere = existsSync(place);
  if (wasThere) renameSync(place, old);
  try {
    renameSync(finished, place);
  } catch (error) {
    if (wasThere) renameSync(old, place);
    throw error;
  }
  rmSync(old, { recursive: true, force: true });
}
