import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun, run } from '../run';
import { ComponentError } from './component-error';
import { installed } from './provide-installed';
import type { DebianRootRecipe } from './recipe';

const ARCHIVE = 'http://deb.debian.org/debian/';
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

const debootstrap = installed(['debootstrap', 'debian-archive-keyring'], ['debootstrap']);

/**
 * Installs a Debian into a folder. The versions are those of the archive on that day, which its signed lists vouch for;
 * packages.txt beside the root names them.
 *
 * All of it runs in a mount namespace of its own: what it mounts is gone when it ends, whatever ends it.
 */
export async function buildDebianRoot(recipe: DebianRootRecipe, folder: string): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new ComponentError('the Debian root', 'no root', 'root, as it makes device nodes', 'Run it as root.');
  if (debootstrap.provide() === undefined) throw new Error('debootstrap cannot be had; the reason is above');
  const root = join(folder, recipe.main);
  const sources = await archivesOf(recipe.suite);
  const [archive = ARCHIVE] = sources.map(({ uri }) => uri);
  await alone('debootstrap', [
    '--variant=minbase',
    ...(existsSync(KEYRING) ? [`--keyring=${KEYRING}`] : []),
    ...[`--include=${recipe.base.join(',')}`, recipe.suite, root, archive],
  ]);
  const lines = sources.map(({ uri, suite }) => `deb ${uri} ${suite} main\n`);
  if (lines.length > 0) writeFileSync(join(root, 'etc/apt/sources.list'), lines.join(''));
  await inRoot(root, install(recipe));
  const listed = await mustRun('dpkg-query', [`--admindir=${join(root, 'var/lib/dpkg')}`, '--show']);
  writeFileSync(join(folder, 'packages.txt'), listed.stdout);
  // Each machine has its own.
  for (const file of ['etc/hostname', 'etc/machine-id', 'var/lib/dbus/machine-id'])
    rmSync(join(root, file), { force: true });
}

/**
 * No service starts while it is installed. Those of `disabled` are there as they are on a host on which the package was
 * not installed yet: nothing runs until somebody enables it.
 */
function install({ packages, disabled }: DebianRootRecipe): string {
  return `set -eu
    export DEBIAN_FRONTEND=noninteractive LC_ALL=C
    printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
    apt-get update -q
    apt-get install -q -y --no-install-recommends ${packages.join(' ')}
    rm /usr/sbin/policy-rc.d
    apt-get clean
    rm -rf /var/lib/apt/lists/*
    systemctl disable ${disabled.join(' ')}`;
}

/** The release's suites in the computer's own package sources, the main one first. @returns none where it has others */
async function archivesOf(suite: string): Promise<readonly { readonly uri: string; readonly suite: string }[]> {
  const format = '$(REPO_URI) $(RELEASE) $(COMPONENT) $(CREATED_BY)';
  const { stdout } = await run('apt-get', ['indextargets', '--format', format]);
  const lines = stdout.split('\n').map((line) => line.split(' '));
  const found = [suite, `${suite}-updates`, `${suite}-security`].flatMap((wanted) => {
    const line = lines.find(
      ([, release, component, by]) => release === wanted && component === 'main' && by === 'Packages',
    );
    return line?.[0] === undefined ? [] : [{ uri: line[0], suite: wanted }];
  });
  return found[0]?.suite === suite ? found : [];
}

async function inRoot(root: string, script: string): Promise<void> {
  // The computer's own: with it packages are found whatever way it has to them.
  writeFileSync(join(root, 'etc/resolv.conf'), readFileSync('/etc/resolv.conf'));
  const mounts = `mount -t proc proc "$0/proc" && exec chroot "$0" sh -c "$1"`;
  await alone('sh', ['-c', mounts, root, script]);
  writeFileSync(join(root, 'etc/resolv.conf'), '# no way out, so no name server\n');
}

async function alone(program: string, args: readonly string[]): Promise<void> {
  const kept = ['--mount', '--propagation=private', '--pid', '--fork', '--kill-child'];
  await mustRun('unshare', [...kept, program, ...args], { cwd: '/' });
}
