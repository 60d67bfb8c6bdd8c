import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Network } from '../network';
import type { MachineFiles } from './machine-files';
import { ownSysctls } from './own-sysctls';

/** A file that a machine has when it boots for the first time. */
export interface SeedFile {
  /** Absolute, on the machine. */
  readonly path: string;
  readonly content: string | Buffer;
  /** @default 0o644 */
  readonly mode?: number;
}

export interface SeedOptions {
  readonly network: Network;
  readonly name: string;
  /** For cloud-init. @default none, and cloud-init does not run */
  readonly userData?: string | Buffer | undefined;
  readonly files?: readonly SeedFile[];
  /** Its control groups can be changed. */
  readonly kubelet: boolean;
}

/** They need hardware, or are the whole computer's. */
const MASKED = ['console-getty.service', 'sys-kernel-debug.mount', 'sys-kernel-tracing.mount', 'run-rpc_pipefs.mount'];

/** nspawn leaves a machine those of systemd; a kubelet also sets what its pods may use. */
const WRITABLE_CGROUPS: SeedFile = {
  path: '/etc/systemd/system/own-cgroups.service',
  content: `[Unit]
Description=Control groups of this machine's own
DefaultDependencies=no
Before=sysinit.target shutdown.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'for at in /sys/fs/cgroup/*; do if mountpoint -q "$at"; then mount -o remount,bind,rw "$at"; fi; done'
`,
};

/** Writes what makes the template one machine: its name, its id, its user-data. */
export function seedMachine({ upper, cgroup }: MachineFiles, options: SeedOptions): void {
  const { network, name, userData, files = [], kubelet } = options;
  const id = createHash('sha256').update(`${cgroup} ${process.hrtime.bigint()}`).digest('hex').slice(0, 32);
  const hosts = network.hosts.map((host) => `${host.address} ${host.name}\n`);
  const all: readonly SeedFile[] = [
    { path: '/etc/hostname', content: `${name}\n` },
    { path: '/etc/hosts', content: `127.0.0.1 localhost\n127.0.1.1 ${name}\n${hosts.join('')}` },
    { path: '/etc/machine-id', content: `${id}\n`, mode: 0o444 },
    // So the computer's log file of the machine is its journal, up to the very moment that it was switched off.
    {
      path: '/etc/systemd/journald.conf.d/console.conf',
      content: '[Journal]\nStorage=persistent\nForwardToConsole=yes\nMaxLevelConsole=debug\n',
    },
    ...ownSysctls(),
    ...(kubelet ? [WRITABLE_CGROUPS] : []),
    ...cloudInit(name, id, userData),
    ...files,
  ];
  for (const file of all) write(upper, file);
  for (const unit of MASKED) link(upper, `/etc/systemd/system/${unit}`, '/dev/null');
  for (const unit of ['own-sysctls.service', ...(kubelet ? ['own-cgroups.service'] : [])])
    link(upper, `/etc/systemd/system/sysinit.target.requires/${unit}`, `/etc/systemd/system/${unit}`);
}

function cloudInit(name: string, id: string, userData: string | Buffer | undefined): readonly SeedFile[] {
  if (userData === undefined) return [{ path: '/etc/cloud/cloud-init.disabled', content: '' }];
  const seed = '/var/lib/cloud/seed/nocloud';
  return [
    // The network is there, and there is no other source of data to wait for.
    {
      path: '/etc/cloud/cloud.cfg.d/90-machine.cfg',
      content: 'datasource_list: [NoCloud]\nnetwork: { config: disabled }\n',
    },
    { path: `${seed}/meta-data`, content: `instance-id: ${id}\nlocal-hostname: ${name}\n` },
    { path: `${seed}/user-data`, content: userData, mode: 0o600 },
  ];
}

function write(upper: string, { path, content, mode = 0o644 }: SeedFile): void {
  const file = join(upper, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content, { mode });
}

function link(upper: string, path: string, target: string): void {
  mkdirSync(dirname(join(upper, path)), { recursive: true });
  symlinkSync(target, join(upper, path));
}
