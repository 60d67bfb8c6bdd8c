import { mkdirSync } from 'node:fs';
import { component } from '../components';
import { type Finished, run } from '../run';

/** Mounts a layer over the Debian that machines boot, for one call; a tmpfs, as /tmp may be an overlay itself. */
const CALL = `
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=$2,upperdir=$1/upper,workdir=$1/work" "$1/root"
mount -t proc proc "$1/root/proc"
mount --bind /dev "$1/root/dev"
cp -a "$3/." "$1/root/"
root=$1/root
shift 3
exec chroot "$root" "$@"`;

/**
 * Runs a program in a Debian as machines have it: without a network, without systemd, and gone afterwards. Needs root and
 * the component debian-root.
 *
 * @param files a folder with what is put into its root first; one beside it, named after it, becomes its root
 */
export async function runInDebian(files: string, program: string, args: readonly string[]): Promise<Finished> {
  const at = `${files}.root`;
  for (const folder of [files, at]) mkdirSync(folder, { recursive: true });
  const isolated = ['--mount', '--net', '--pid', '--fork', 'sh', '-euc', CALL, 'sh'];
  const inside = ['env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'LANG=C.UTF-8', program, ...args];
  return run('unshare', [...isolated, at, component('debian-root').path, files, ...inside], { cwd: files });
}
