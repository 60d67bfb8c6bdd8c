import { join } from 'node:path';
import { component } from '../components';
import { makeCgroups } from '../runs/cgroups';
import { namespaceFile } from '../runs/namespaces';
import { runEnvironment } from '../runs/run-processes';
import { FORBIDDEN } from './inside';
import type { MachineFiles } from './machine-files';

export interface BootOptions {
  readonly folder: string;
  readonly name: string;
  readonly namespace: string;
  readonly files: MachineFiles;
  /** Path on the machine → file or folder of the computer, which the machine cannot change. */
  readonly programs: Readonly<Record<string, string>>;
  /** The machine gets what kubelet, containerd and runc need. */
  readonly kubelet: boolean;
}

/** A call that the machine is, for as long as it runs. */
export interface BootCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** When the machine's own reboot ended it. */
export const REBOOT_CODE = 133;

/**
 * Its arguments: the control groups' cgroup.procs up to `--`, lower, upper, work and root folder, and then the call.
 * Its mounts are in a mount namespace that nobody else has, and are gone with the machine. nspawn's own folder in
 * /run/systemd is hidden there, or it would leave files behind.
 */
const LAUNCHER = `
while [ "$1" != -- ]; do echo $$ > "$1"; shift; done
mount -t tmpfs tmpfs /run/systemd
mount -t overlay overlay -o "lowerdir=$2,upperdir=$3,workdir=$4" "$5"
shift 5
exec "$@"`;

/** Boots the machine's root with systemd as process 1. */
export function bootCommand(options: BootOptions): BootCommand {
  const { files, kubelet } = options;
  const groups = makeCgroups(files.cgroup, kubelet ? 'all' : 'systemd').map((group) => join(group, 'cgroup.procs'));
  const { path: template } = component('debian-root');
  return {
    program: 'unshare',
    args: [
      ...['--mount', '--propagation=slave', 'sh', '-euc', LAUNCHER, 'sh'],
      ...[...groups, '--', template, files.upper, files.work, files.root],
      ...['setsid', 'systemd-nspawn', ...nspawnFlags(options)],
    ],
    env: {
      // net.* of a network namespace is its own.
      SYSTEMD_NSPAWN_API_VFS_WRITABLE: 'network',
    },
  };
}

function nspawnFlags(options: BootOptions): readonly string[] {
  const { folder, name, namespace, files, programs, kubelet } = options;
  const forbidden = FORBIDDEN.map((capability) => `CAP_${capability.toUpperCase()}`).join(',');
  const mark = Object.entries(runEnvironment(folder)).map(([key, value]) => `--setenv=${key}=${value}`);
  return [
    ...['--quiet', `--directory=${files.root}`, '--boot', ...mark],
    // The computer need not have a systemd.
    ...['--register=no', '--keep-unit', '--link-journal=no'],
    ...[`--machine=${files.cgroup}`, `--hostname=${name}`, `--network-namespace-path=${namespaceFile(namespace)}`],
    // All that a host has, but for the computer's clock and kernel.
    ...['--capability=all', `--drop-capability=${forbidden}`],
    ...['--console=read-only', '--resolv-conf=off', '--timezone=off'],
    ...Object.entries(programs).map(([inside, outside]) => `--bind-ro=${outside}:${inside}`),
    ...(kubelet ? kubeletFlags(files) : []),
  ];
}

function kubeletFlags({ containerd }: MachineFiles): readonly string[] {
  return [
    ...['--bind=/dev/kmsg', `--bind=${containerd}:/var/lib/containerd`],
    // runc makes a session keyring; the rules for devices are programs of the kernel's.
    '--system-call-filter=@keyring bpf',
  ];
}
