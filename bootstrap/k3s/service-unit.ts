/**
 * The systemd unit of k3s, with the settings of its installer.
 *
 * Source: k3s-io/k3s install.sh, create_systemd_service_file (2026).
 */
export function serviceUnit(role: 'server' | 'agent'): string {
  return `[Unit]
Description=Lightweight Kubernetes, ${role}
Wants=network-online.target tailscaled.service
After=network-online.target tailscaled.service
StartLimitIntervalSec=0
[Service]
Type=notify
EnvironmentFile=-/etc/default/%N
EnvironmentFile=-/etc/systemd/system/%N.service.env
KillMode=process
Delegate=yes
LimitNOFILE=1048576
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s
ExecStartPre=/usr/local/lib/zero-spof/check-address
ExecStartPre=-/sbin/modprobe br_netfilter
ExecStartPre=-/sbin/modprobe overlay
ExecStart=/usr/local/bin/k3s ${role}
[Install]
WantedBy=multi-user.target
`;
}
