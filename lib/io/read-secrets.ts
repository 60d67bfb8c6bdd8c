import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemsError } from '../spec/problem';
import { problemOf } from '../spec/problem-of';
import { STATE_FOLDER } from './state-folder';
import { errnoOf } from './write-problem';

/** Where secrets may stand beside the environment, below the folder of cluster.yaml. */
export const SECRETS_FILE = `${STATE_FOLDER}/secrets.env`;

/** Name → value. */
export type Secrets = Readonly<Record<string, string>>;

/**
 * Secrets of the file, and over them those of the environment. No message ever shows a value.
 *
 * @throws ProblemsError secret-file-invalid
 */
export function readSecrets(root: string, env: Readonly<Record<string, string | undefined>>): Secrets {
  const fromEnvironment = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
  return { ...readFile(join(root, SECRETS_FILE)), ...fromEnvironment };
}

function readFile(path: string): Secrets {
  let text: string;
  try {
    const { mode } = statSync(path);
    if ((mode & 0o077) !== 0) throw refusal(`mode ${(mode & 0o777).toString(8)}: others may read it`, 'mode 600');
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return {};
    if (errnoOf(error) === 'EACCES' || errnoOf(error) === 'EISDIR')
      throw refusal(errnoOf(error) === 'EISDIR' ? 'a folder' : 'no permission to read it', 'a file of yours');
    throw error;
  }
  return Object.fromEntries(
    text
      .split('\n')
      .map((line, i) => [line.trim(), i + 1] as const)
      .filter(([line]) => line !== '' && !line.startsWith('#'))
      .map(([line, number]) => {
        const match = /^([A-Z][A-Z0-9_]*)=(\S+)$/.exec(line);
        if (!match) throw refusal(`line ${number}, which is something else`, 'NAME=value, without spaces or quotes');
        return [match[1] ?? '', match[2] ?? ''];
      }),
  );
}

function refusal(found: string, expected: string): ProblemsError {
  return new ProblemsError([problemOf('secret-file-invalid', SECRETS_FILE, found, expected)]);
}
