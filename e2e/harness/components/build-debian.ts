import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun, run } from '../run';
import { ComponentError } from './component-error';
import type { DebianPackage, DebianRecipe } from './recipe';

const LIBRARIES = 'usr/lib/x86_64-linux-gnu';

/** Unpacks packages of the computer's own Debian release. Nothing is installed, so it needs no root. */
export async function buildDebian(recipe: DebianRecipe, folder: string, say: (line: string) => void): Promise<void> {
  for (const wanted of recipe.packages) {
    const archive = await download(wanted, folder, say);
    await mustRun('dpkg-deb', ['--extract', archive, folder], { cwd: folder });
    rmSync(archive);
  }
  if (existsSync(join(folder, LIBRARIES))) launchWithLibraries(join(folder, recipe.main));
  await checkLibraries(recipe, folder);
}

async function download(wanted: DebianPackage, folder: string, say: (line: string) => void): Promise<string> {
  const version = await choose(wanted, say);
  await mustRun('apt-get', ['download', `${wanted.name}=${version}`, '-o', 'APT::Sandbox::User=root'], { cwd: folder });
  const name = readdirSync(folder).find((file) => file.endsWith('.deb'));
  if (name === undefined)
    throw new ComponentError(`Debian package ${wanted.name}`, 'no file', `version ${version}`, 'Run it again.');
  const archive = join(folder, name);
  const sha256 = createHash('sha256').update(readFileSync(archive)).digest('hex');
  if (version === wanted.version && sha256 !== wanted.sha256)
    throw new ComponentError(
      `Debian package ${wanted.name} ${version}`,
      `sha256 ${sha256}`,
      wanted.sha256,
      'Do not use it; mend e2e/harness/components/recipes.ts once it is clear who changed it.',
    );
  return archive;
}

/** The pinned version, or the one revision that the archive has in its place. */
async function choose({ name, version }: DebianPackage, say: (line: string) => void): Promise<string> {
  let versions = await knownVersions(name);
  if (versions.length === 0 && process.getuid?.() === 0) {
    await mustRun('apt-get', ['update'], { cwd: '/' });
    versions = await knownVersions(name);
  }
  if (versions.includes(version)) return version;
  const upstream = version.replace(/-[^-]*$/, '');
  const revision = versions.find((other) => other.replace(/-[^-]*$/, '') === upstream);
  if (revision === undefined)
    throw new ComponentError(
      `Debian package ${name}`,
      versions.length === 0 ? 'no version of it' : versions.join(', '),
      version,
      'Use Debian 12 on amd64, and run `apt-get update` as root once.',
    );
  say(`${name} ${version} is no longer in the archive: taking ${revision}, which apt's signed lists vouch for`);
  return revision;
}

/**
 * What apt's lists have.
 *
 * @throws ComponentError on a computer without apt
 */
async function knownVersions(name: string): Promise<readonly string[]> {
  const madison = await run('apt-cache', ['madison', name], { cwd: '/' }).catch(() => undefined);
  if (madison === undefined)
    throw new ComponentError(`Debian package ${name}`, 'no apt on this computer', 'Debian 12', 'Use Debian 12.');
  return madison.stdout.split('\n').flatMap((line) => line.split('|')[1]?.trim() ?? []);
}

/** Puts a script in the program's place that finds the libraries beside it; exec keeps the process id. */
function launchWithLibraries(program: string): void {
  renameSync(program, `${program}.bin`);
  const script = [
    '#!/bin/sh',
    'here=$(dirname "$(readlink -f "$0")")',
    `export LD_LIBRARY_PATH="$here/../../${LIBRARIES}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"`,
    'exec "$here/${0##*/}.bin" "$@"',
    '',
  ];
  writeFileSync(program, script.join('\n'));
  chmodSync(program, 0o755);
}

/** @throws ComponentError when a program misses a library that neither its packages nor the computer have */
async function checkLibraries(recipe: DebianRecipe, folder: string): Promise<void> {
  const main = join(folder, recipe.main);
  const program = existsSync(`${main}.bin`) ? `${main}.bin` : main;
  const ldd = await run('ldd', [program], { cwd: folder, env: { LD_LIBRARY_PATH: join(folder, LIBRARIES) } });
  const missing = ldd.stdout.split('\n').flatMap((line) => /^\s*(\S+) => not found/.exec(line)?.[1] ?? []);
  if (missing.length > 0)
    throw new ComponentError(
      recipe.main,
      `no ${missing.join(', ')}`,
      'its shared libraries',
      'Install the Debian packages that hold them, or add them to the recipe.',
    );
}
