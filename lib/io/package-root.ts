import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PACKAGE_NAME = 'zero-spof';

let found: string | undefined;

/**
 * Folder of this package: the same for the sources, for the bundle in build/ and for an installed copy.
 *
 * @throws Error when no folder above this file holds the package.json of zero-spof
 */
export function packageRoot(): string {
  found ??= findAbove(__dirname);
  return found;
}

/**
 * The text of a file of this package.
 *
 * @param path below its root
 * @throws the error of the operating system; a missing file below build/ wants `npm run build`
 */
export function readPackageFile(path: string): string {
  return readFileSync(join(packageRoot(), path), 'utf8');
}

function findAbove(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (packageNameIn(folder) === PACKAGE_NAME) return folder;
    if (dirname(folder) === folder) throw new Error(`no package.json of ${PACKAGE_NAME} above ${start}`);
  }
}

function packageNameIn(folder: string): unknown {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly name?: unknown }).name;
  } catch {
    // No package.json, or not a readable one: look further up.
    return undefined;
  }
}
