import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SECRETS_FILE, type Secrets } from './read-secrets';
import { writePrivateFiles } from './write-private-files';
import { errnoOf } from './write-problem';

/**
 * Adds secrets to the file that `readSecrets` reads; what is there stays.
 *
 * @param state the state folder
 * @throws ProblemsError output-not-writable
 */
export function appendSecrets(state: string, secrets: Secrets): void {
  const name = basename(SECRETS_FILE);
  const lines = Object.entries(secrets).map(([key, value]) => `${key}=${value}\n`);
  writePrivateFiles(state, [{ path: name, content: readIfThere(join(state, name)) + lines.join('') }]);
}

function readIfThere(path: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    return text === '' || text.endsWith('\n') ? text : `${text}\n`;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return '';
    throw error;
  }
}
