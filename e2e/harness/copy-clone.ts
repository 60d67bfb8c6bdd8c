import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../lib/io/package-root';

/** Puts into a folder what a fresh clone would hold, edits that are not committed included, with the packages installed. */
export function copyClone(folder: string): void {
  const root = packageRoot();
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  });
  for (const path of list.split('\0')) {
    // A file that was deleted is still listed until that is committed; a linked node_modules is a file to git.
    if (path !== '' && path !== 'node_modules' && existsSync(join(root, path)))
      cpSync(join(root, path), join(folder, path));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
}
