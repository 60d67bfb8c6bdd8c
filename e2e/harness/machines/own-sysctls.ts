import type { SeedFile } from './seed-machine';

/**
 * Settings that the kernel has once for the whole computer, with a fresh Debian's values: each machine gets files of its
 * own in their place, which can be read and written and change nothing. Those of net.* are the machine's own anyway.
 */
const SYSCTLS = {
  'fs/inotify/max_user_instances': 128,
  'fs/inotify/max_user_watches': 65536,
  'kernel/keys/root_maxbytes': 25000000,
  'kernel/keys/root_maxkeys': 1000000,
  'kernel/panic': 0,
  'kernel/panic_on_oops': 0,
  'vm/max_map_count': 65530,
  'vm/overcommit_memory': 0,
  'vm/panic_on_oom': 0,
  'vm/swappiness': 60,
} as const;

const SCRIPT = '/usr/local/lib/machine/own-sysctls';

/** A unit that puts them in place before anything can set them. */
export function ownSysctls(): readonly SeedFile[] {
  const values = Object.entries(SYSCTLS).map(([key, value]) => `own ${key} ${value}\n`);
  const script = `#!/bin/sh
set -eu
own() {
  [ -e "/proc/sys/$1" ] || return 0
  file=/run/own-sysctls/$1
  mkdir -p "\${file%/*}"
  echo "$2" > "$file"
  mount --bind "$file" "/proc/sys/$1"
}
${values.join('')}`;
  const unit = `[Unit]
Description=Kernel settings of this machine's own
DefaultDependencies=no
Before=systemd-sysctl.service sysinit.target shutdown.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${SCRIPT}
`;
  // It takes a read-only /proc/sys for a container's, in which nothing can be set.
  const sysctl = '[Unit]\nConditionPathIsReadWrite=\n';
  return [
    { path: SCRIPT, content: script, mode: 0o755 },
    { path: '/etc/systemd/system/own-sysctls.service', content: unit },
    { path: '/etc/systemd/system/systemd-sysctl.service.d/own-sysctls.conf', content: sysctl },
  ];
}
