import { firewallRules } from '../host/firewall-rules';
import type { NodePlan } from '../node-plan';
import type { Step } from '../step';
import code from './firewall.sh';

const OFF = "firewall_proof() { detail 'switched off in cluster.yaml'; }\n";

export function firewall(plan: NodePlan): Step {
  return {
    name: 'firewall',
    code: plan.node.firewall ? code : OFF,
    files: plan.node.firewall
      ? [
          { path: '/etc/zero-spof/firewall.nft', text: firewallRules(plan) },
          {
            path: '/etc/systemd/system/zero-spof-firewall.service',
            text: `[Unit]
Description=Firewall of the node
DefaultDependencies=no
Wants=network-pre.target
Before=network-pre.target
After=local-fs.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f /var/lib/zero-spof/firewall.boot
ExecStop=/usr/sbin/nft delete table inet zero_spof
[Install]
WantedBy=multi-user.target
`,
          },
        ]
      : [],
  };
}
