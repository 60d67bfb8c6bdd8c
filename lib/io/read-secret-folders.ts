import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, ProblemsError } from '../spec/problem';
import { problemOf } from '../spec/problem-of';
import { STATE_FOLDER } from './state-folder';
import { errnoOf } from './write-problem';

/** Where Secrets for the cluster stand, below the folder of cluster.yaml: NAMESPACE/NAME/KEY. */
export const SECRET_FOLDERS = `${STATE_FOLDER}/secrets`;

/** What kubectl takes as the key of a Secret. */
const KEY = /^[-._a-zA-Z0-9]+$/;

/** The API server takes no larger Secret; user-data ends long before. */
const MAX_BYTES = 1024 * 1024;

/**
 * The Secrets that somebody put there: "NAMESPACE/NAME" → key → text. The line break after a single line is not part of
 * it. No message ever shows a value.
 *
 * @throws ProblemsError secret-file-invalid: all of them at once
 */
export function readSecretFolders(root: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const problems: Problem[] = [];
  const secrets = new Map<string, Map<string, string>>();
  for (const namespace of entriesOf(root, SECRET_FOLDERS, problems))
    for (const name of entriesOf(root, `${SECRET_FOLDERS}/${namespace}`, problems)) {
      const folder = `${SECRET_FOLDERS}/${namespace}/${name}`;
      const data = new Map<string, string>();
      for (const key of entriesOf(root, folder, problems)) {
        const text = KEY.test(key)
          ? readValue(root, `${folder}/${key}`, problems)
          : refuse(problems, `${folder}/${key}`, 'this name', 'the key of a Secret: letters, digits, -, _ and .');
        if (text !== undefined) data.set(key, text);
      }
      secrets.set(`${namespace}/${name}`, data);
    }
  if (problems.length > 0) throw new ProblemsError(problems);
  return secrets;
}

function entriesOf(root: string, folder: string, problems: Problem[]): readonly string[] {
  try {
    return readdirSync(join(root, folder)).sort();
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT') return [];
    if (code !== 'ENOTDIR' && code !== 'EACCES') throw error;
    refuse(problems, folder, code === 'ENOTDIR' ? 'a file' : 'no permission to read it', 'a folder of yours');
    return [];
  }
}

function readValue(root: string, path: string, problems: Problem[]): string | undefined {
  try {
    const { mode, size } = statSync(join(root, path));
    if ((mode & 0o077) !== 0)
      return refuse(problems, path, `mode ${(mode & 0o777).toString(8)}: others may read it`, 'mode 600');
    if (size > MAX_BYTES) return refuse(problems, path, `${size} bytes`, `at most ${MAX_BYTES}`);
    const bytes = readFileSync(join(root, path));
    if (!isUtf8(bytes)) return refuse(problems, path, 'bytes that are not text', 'UTF-8');
    const text = bytes.toString();
    const isOneLine = text.indexOf('\n') === text.length - 1;
    const value = isOneLine ? text.replace(/\r?\n$/, '') : text;
    return value === '' ? refuse(problems, path, 'an empty file', 'the value of this key') : value;
  } catch (error) {
    const code = errnoOf(error);
    if (code !== 'EACCES' && code !== 'EISDIR' && code !== 'ENOENT') throw error;
    return refuse(problems, path, code === 'EISDIR' ? 'a folder' : 'nothing that can be read', 'a file of yours');
  }
}

/** @returns nothing that could be a value */
function refuse(problems: Problem[], where: string, found: string, expected: string): string | undefined {
  problems.push(problemOf('secret-file-invalid', where, found, expected));
  return undefined;
}
