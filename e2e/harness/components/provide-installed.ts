import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { ComponentError } from './component-error';
import type { ProvidedRecipe } from './recipe';

/**
 * Programs that only work installed: those of the computer, or of the Debian packages that hold them.
 *
 * @param programs each by its name; the first is the main one
 */
export function installed(packages: readonly string[], programs: readonly [string, ...string[]]): ProvidedRecipe {
  return {
    kind: 'provided',
    version: '12',
    from: `the computer, or the Debian packages ${packages.join(', ')}, which are installed then`,
    main: programs[0],
    needsRoot: true,
    provide: () => {
      const missing = () => programs.filter((program) => findProgram(program) === undefined);
      if (missing().length > 0) install(packages, missing());
      return missing().length > 0 ? undefined : findProgram(programs[0]);
    },
  };
}

function install(packages: readonly string[], missing: readonly string[]): void {
  const command = `apt-get install --yes ${packages.join(' ')}`;
  const fail = (found: string) => {
    throw new ComponentError(missing.join(', '), found, 'it on the computer', `As root, run \`${command}\`.`);
  };
  if (process.getuid?.() !== 0) fail('none, and no root to install it');
  process.stderr.write(`e2e: no ${missing.join(', ')} on this computer: ${command}\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...packages]]) {
    const { status, error, stderr } = spawnSync('apt-get', ['-q', ...args], { encoding: 'utf8', env });
    if (status !== 0) fail(`an apt-get that ended with ${error?.message ?? stderr}`);
  }
}

function findProgram(name: string): string | undefined {
  const { PATH = '' } = process.env;
  return [...PATH.split(':'), '/usr/sbin', '/sbin']
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
