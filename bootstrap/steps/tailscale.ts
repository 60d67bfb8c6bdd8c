import healOverlay from '../host/heal-overlay.sh';
import type { Step } from '../step';
import { compact } from '../compact';
import code from './tailscale.sh';

/** Release line of the client; patches of it are taken at installation, never by themselves. */
const RELEASE_LINE = '1.102.*';

export const tailscale: Step = {
  name: 'tailscale',
  code,
  files: [
    {
      path: '/etc/apt/preferences.d/tailscale',
      text: `Package: tailscale\nPin: version ${RELEASE_LINE}\nPin-Priority: 1001\n`,
    },
    { path: '/usr/local/lib/zero-spof/heal-overlay', mode: '0755', text: compact(healOverlay) },
    {
      path: '/etc/systemd/system/zero-spof-overlay.service',
      text: `[Unit]
Description=Brings flannel.1 back after a restart of tailscaled
StartLimitIntervalSec=0
[Service]
Type=oneshot
Restart=on-failure
RestartSec=2
ExecStart=/usr/local/lib/zero-spof/heal-overlay
`,
    },
    {
      path: '/etc/systemd/system/tailscaled.service.d/50-zero-spof.conf',
      text: '[Service]\nExecStartPost=-/bin/systemctl --no-block start zero-spof-overlay.service\n',
    },
  ],
};
