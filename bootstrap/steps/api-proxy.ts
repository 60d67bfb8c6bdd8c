import apiServers from '../host/api-servers.sh';
import { nodeEnvironment } from '../host/node-environment';
import type { NodePlan } from '../node-plan';
import type { Step } from '../step';
import { compact } from '../compact';
import code from './api-proxy.sh';

const PROXY_UNIT = `[Unit]
Description=Load balancer of the Kubernetes API on 127.0.0.1:7443
Wants=network-online.target
After=network-online.target tailscaled.service
StartLimitIntervalSec=0
[Service]
Type=notify
RuntimeDirectory=zero-spof
ExecStartPre=-/usr/local/lib/zero-spof/api-servers --at-start
ExecStart=/usr/sbin/haproxy -Ws -f /etc/zero-spof/api-proxy.cfg -p /run/zero-spof/api-proxy.pid
ExecReload=/usr/sbin/haproxy -c -q -f /etc/zero-spof/api-proxy.cfg
ExecReload=/bin/kill -USR2 $MAINPID
KillMode=mixed
Restart=always
RestartSec=1s
SuccessExitStatus=143
LimitNOFILE=65536
[Install]
WantedBy=multi-user.target
`;

export function apiProxy(plan: NodePlan): Step {
  return {
    name: 'api-proxy',
    code,
    files: [
      { path: '/etc/zero-spof/node.env', text: nodeEnvironment(plan) },
      { path: '/usr/local/lib/zero-spof/api-servers', mode: '0755', text: compact(apiServers) },
      { path: '/etc/systemd/system/zero-spof-api-proxy.service', text: PROXY_UNIT },
      {
        path: '/etc/systemd/system/zero-spof-api-servers.service',
        text: `[Unit]
Description=Keeps the list of API servers
[Service]
Type=oneshot
ExecStart=/usr/local/lib/zero-spof/api-servers
LogLevelMax=notice
`,
      },
      {
        path: '/etc/systemd/system/zero-spof-api-servers.timer',
        text: `[Timer]
OnBootSec=5s
OnUnitActiveSec=15s
AccuracySec=1s
[Install]
WantedBy=timers.target
`,
      },
    ],
  };
}
