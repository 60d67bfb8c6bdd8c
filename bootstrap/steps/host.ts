import type { Step } from '../step';
import code from './host.sh';

const MODULES = ['br_netfilter', 'dm_crypt', 'iscsi_tcp', 'nf_conntrack', 'overlay', 'tun', 'vxlan'];

/**
 * Kernel settings. The kubelet refuses to start without the third group (`protect-kernel-defaults`). A leading "-" means: where the kernel has it.
 *
 * Source: kubernetes pkg/kubelet/cm/container_manager_linux.go, setupKernelTunables (v1.36).
 */
const SYSCTLS = `net.ipv4.ip_forward = 1
-net.bridge.bridge-nf-call-iptables = 1
fs.inotify.max_user_instances = 8192
fs.inotify.max_user_watches = 1048576
vm.overcommit_memory = 1
vm.panic_on_oom = 0
kernel.panic = 10
kernel.panic_on_oops = 1
kernel.keys.root_maxkeys = 1000000
kernel.keys.root_maxbytes = 25000000
`;

/** The host as the manifests count on it. */
export const host: Step = {
  name: 'host',
  code,
  files: [
    { path: '/etc/modules-load.d/zero-spof.conf', text: `${MODULES.join('\n')}\n` },
    { path: '/etc/sysctl.d/90-zero-spof.conf', text: SYSCTLS },
    {
      path: '/etc/security/limits.d/zero-spof.conf',
      text: '* soft nofile 65536\n* hard nofile 1048576\nroot soft nofile 65536\nroot hard nofile 1048576\n',
    },
    // multipathd would take Longhorn's devices.
    { path: '/etc/multipath/conf.d/zero-spof.conf', text: 'blacklist {\n    devnode "^sd[a-z0-9]+"\n}\n' },
    { path: '/etc/systemd/journald.conf.d/zero-spof.conf', text: '[Journal]\nSystemMaxUse=1G\n' },
    // unattended-upgrades caps it at 30 s in a file of its own, which sorts before this one.
    { path: '/etc/systemd/logind.conf.d/zz-zero-spof.conf', text: '[Login]\nInhibitDelayMaxSec=90\n' },
    {
      path: '/etc/apt/apt.conf.d/52zero-spof',
      text: 'Unattended-Upgrade::Package-Blacklist { "tailscale"; "k3s"; };\nUnattended-Upgrade::Automatic-Reboot "false";\n',
    },
    {
      path: '/etc/needrestart/conf.d/zero-spof.conf',
      text: '$nrconf{override_rc}{qr(^(k3s|k3s-agent|tailscaled|zero-spof-.*)\\.service$)} = 0;\n',
    },
  ],
};
