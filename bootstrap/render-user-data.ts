import { gzipSync } from 'node:zlib';
import { printYaml } from '../lib/model/print-yaml';
import type { NodePlan } from './node-plan';
import { type NodeSecrets, secretFiles } from './node-secrets';
import { renderProgram, type Secret } from './render-program';
import { BOOT_UNIT } from './settings';

/** What the strictest providers take, AWS for one. */
export const MAX_USER_DATA_BYTES = 16 * 1024;

/** Where cloud-init keeps what it knows of this instance. */
const INSTANCE = '/var/lib/cloud/instance';

/** Goes on after a failure and after a reboot, until the program has succeeded and disables it. */
const unit = (program: string): string => `[Unit]
Description=Bootstrap of this node
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0
[Service]
Type=exec
ExecStart=${program}
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

/** What user-data holds beside its program. */
export interface UserDataOptions {
  /** Of the program and of the unit that runs it. */
  readonly name: string;
  readonly hostname: string;
  /** In files for root only. */
  readonly secrets: readonly Secret[];
}

/** cloud-init user-data of one node: the program of `renderProgram`, what starts it, and the secrets beside it. */
export function renderUserData(plan: NodePlan, secrets: NodeSecrets): UserData {
  const program = renderProgram(plan, { isNewMachine: true });
  return toUserData(program, { name: BOOT_UNIT, hostname: plan.node.name, secrets: secretFiles(secrets) });
}

/**
 * A program as user-data.
 *
 * Source: cloudinit.readthedocs.io, "User-data formats" (gzip), modules bootcmd, write_files and runcmd (22.4 to 26.2);
 * cloudinit/helpers.py, FileSemaphores: the mark of a module is written before it runs, and stays where it was cut off
 * (github.com/canonical/cloud-init, issues 3284 and 5699).
 */
export function toUserData(program: string, options: UserDataOptions): UserData {
  return {
    compressed: compress(cloudConfig(options, { content: program })),
    text: cloudConfig(options, { encoding: 'gz+b64', content: compress(program).toString('base64') }),
  };
}

function cloudConfig({ name, hostname, secrets }: UserDataOptions, program: Readonly<Record<string, string>>): string {
  const path = `/usr/local/sbin/${name}`;
  const config = {
    hostname,
    // Known to every version of cloud-init and there on every image: nothing is generated.
    locale: 'C.UTF-8',
    // At each boot, before all else: where the power went too early, what cloud-init does once is done again.
    bootcmd: [`cd ${INSTANCE} && { [ -e begun ] || rm -f sem/*; }`],
    write_files: [
      { path, permissions: '0700', ...program },
      { path: `/etc/systemd/system/${name}.service`, permissions: '0644', content: unit(path) },
      ...secrets.map(({ path, text }) => ({ path, permissions: '0600', content: `${text}\n` })),
    ],
    runcmd: [
      // It reloads systemd, too.
      ['systemctl', 'enable', `${name}.service`],
      // The disk has all that the program needs: from now on its unit takes care of the rest.
      `sync; : >${INSTANCE}/begun`,
      // The first run in the foreground, so that cloud-init tells the truth about it.
      `${path} || { systemctl start --no-block ${name}.service; exit 1; }`,
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
