import { gzipSync } from 'node:zlib';
import { printYaml } from '../lib/model/print-yaml';
import type { NodePlan } from './node-plan';
import { type NodeSecrets, secretFiles } from './node-secrets';
import { renderProgram } from './render-program';

/** What the strictest providers take, AWS for one. */
export const MAX_USER_DATA_BYTES = 16 * 1024;

const PROGRAM = '/usr/local/sbin/zero-spof-bootstrap';

/** Where cloud-init keeps what it knows of this instance. */
const INSTANCE = '/var/lib/cloud/instance';

/** Goes on after a failure and after a reboot, until the program has succeeded and disables it. */
const UNIT = `[Unit]
Description=Bootstrap of this node
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0
[Service]
Type=exec
ExecStart=${PROGRAM}
Restart=on-failure
RestartSec=60s
[Install]
WantedBy=multi-user.target
`;

export interface UserData {
  /** gzip, which cloud-init unpacks by itself: the form that fits everywhere. */
  readonly compressed: Uint8Array;
  /** The same as text, for providers that take nothing else; longer than `MAX_USER_DATA_BYTES`. */
  readonly text: string;
}

/**
 * cloud-init user-data of one node: the program of `renderProgram`, what starts it, and the secrets beside it.
 *
 * Source: cloudinit.readthedocs.io, "User-data formats" (gzip), modules bootcmd, write_files and runcmd (22.4 to 26.2);
 * cloudinit/helpers.py, FileSemaphores: the mark of a module is written before it runs, and stays where it was cut off
 * (github.com/canonical/cloud-init, issues 3284 and 5699).
 */
export function renderUserData(plan: NodePlan, secrets: NodeSecrets): UserData {
  const program = renderProgram(plan, { isNewMachine: true });
  return {
    compressed: compress(cloudConfig(plan, secrets, { content: program })),
    text: cloudConfig(plan, secrets, { encoding: 'gz+b64', content: compress(program).toString('base64') }),
  };
}

function cloudConfig(plan: NodePlan, secrets: NodeSecrets, program: Readonly<Record<string, string>>): string {
  const config = {
    hostname: plan.node.name,
    // Known to every version of cloud-init and there on every image: nothing is generated.
    locale: 'C.UTF-8',
    // At each boot, before all else: where the power went too early, what cloud-init does once is done again.
    bootcmd: [`cd ${INSTANCE} && { [ -e begun ] || rm -f sem/*; }`],
    write_files: [
      { path: PROGRAM, permissions: '0700', ...program },
      { path: '/etc/systemd/system/zero-spof-bootstrap.service', permissions: '0644', content: UNIT },
      ...secretFiles(secrets).map(({ path, text }) => ({ path, permissions: '0600', content: `${text}\n` })),
    ],
    runcmd: [
      // It reloads systemd, too.
      ['systemctl', 'enable', 'zero-spof-bootstrap.service'],
      // The disk has all that the program needs: from now on its unit takes care of the rest.
      `sync; : >${INSTANCE}/begun`,
      // The first run in the foreground, so that cloud-init tells the truth about it.
      `${PROGRAM} || { systemctl start --no-block zero-spof-bootstrap.service; exit 1; }`,
    ],
  };
  // Each space before each line of the program counts.
  return `#cloud-config\n${printYaml(config, true)}`;
}

/** The same bytes on every computer: gzip's header has a byte for the operating system. */
function compress(text: string): Buffer {
  const bytes = gzipSync(text, { level: 9, memLevel: 9 });
  bytes[9] = 255;
  return bytes;
}
