import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { load } from 'js-yaml';
import type { EtcdPlan } from '../bootstrap/etcd/etcd-plan';
import { memberFiles } from '../bootstrap/etcd/member-files';
import { renderEtcdScript, renderEtcdUserData } from '../bootstrap/etcd/render-etcd';
import { hasEmbeddedEtcd, type NodePlan } from '../bootstrap/node-plan';
import { renderPreflight } from '../bootstrap/render-program';
import { renderReset } from '../bootstrap/render-reset';
import { renderScript } from '../bootstrap/render-script';
import { renderUserData, type UserData } from '../bootstrap/render-user-data';
import { stepsOf } from '../bootstrap/steps';
import { planOf, SECRETS } from '../bootstrap/testing';
import type { ClusterSpec } from '../lib/spec/cluster-spec';
import { exampleNames, readExample } from './harness/examples';
import { type Finished, run } from './harness/run';

/** Called through the names of steps, which a linter cannot see. */
const NOT_SEEN = '--exclude=SC2317';

/** Programs that units start, and that are not on every computer. */
const PROGRAMS = [
  '/bin/kill',
  '/bin/systemctl',
  '/sbin/modprobe',
  '/usr/local/bin/etcd',
  '/usr/local/bin/k3s',
  '/usr/local/sbin/zero-spof-bootstrap',
  '/usr/local/sbin/zero-spof-etcd-bootstrap',
  '/usr/sbin/haproxy',
  '/usr/sbin/nft',
  '/usr/sbin/tailscaled',
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'zero-spof-bootstrap-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const put = (path: string, text: string, mode = 0o644): string => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode });
  return file;
};
const check = (program: string, ...args: string[]): Promise<Finished> => run(program, args, { cwd: folder });
const said = ({ code, stdout, stderr }: Finished): string => `${String(code)}\n${stdout}${stderr}`.trimEnd();

interface CloudConfig {
  readonly write_files: readonly { readonly path: string; readonly content: string }[];
}

/**
 * Every node as it joins, and every server as the one that may create the cluster and has its seeds, too; with external
 * etcd also as one that makes its own certificate.
 */
function plansOf(spec: ClusterSpec): readonly NodePlan[] {
  const seeds = new Map([['zero-spof-dns.yaml', '{}\n']]);
  return spec.nodes.flatMap(({ name, role }) => [
    planOf(spec, name),
    ...(role === 'server' ? [planOf(spec, name, { createUntil: 1800000000, seeds })] : []),
    ...(role === 'server' && !hasEmbeddedEtcd(spec) ? [planOf(spec, name, { hasEtcdAuthority: true })] : []),
  ]);
}

const programIn = ({ compressed }: UserData): string =>
  (load(gunzipSync(compressed).toString()) as CloudConfig).write_files[0]?.content ?? '';
const programOf = (plan: NodePlan): string => programIn(renderUserData(plan, SECRETS));

/** A program for each that differs in more than its settings and the files that it carries: both are quoted. */
function distinct(programs: readonly string[]): readonly string[] {
  const codeOf = (program: string): string =>
    program.replace(/<<'END_OF_FILE'\n[^]*?\nEND_OF_FILE$/gm, '').replace(/^([A-Z_]+=|# Boot).*$/gm, '$1');
  return [...new Map(programs.map((program) => [codeOf(program), program])).values()];
}

const shellcheck = async (kind: string, programs: readonly string[], ...flags: readonly string[]) => {
  const files = distinct(programs).map((program, i) => put(`${kind}/${i}.sh`, program));
  return said(await check('shellcheck', NOT_SEEN, '--shell=bash', ...flags, ...files));
};

/** A root of systemd's own units, with the programs that ours start. */
const rootOfUnits = (name: string): string => {
  const root = join(folder, name);
  cpSync('/usr/lib/systemd/system', join(root, 'usr/lib/systemd/system'), { recursive: true, verbatimSymlinks: true });
  for (const path of PROGRAMS) put(`${name}${path}`, '#!/bin/sh\n', 0o755);
  return root;
};

/** What systemd says of all units among the files. */
const verifyUnits = async (name: string, files: readonly { readonly path: string; readonly text: string }[]) => {
  for (const { path, text } of files) put(`${name}${path}`, text, text.startsWith('#!') ? 0o755 : 0o644);
  const units = files
    .map(({ path }) => path)
    .filter((path) => /^\/etc\/systemd\/system\/[^/]+\.(service|timer)$/.test(path));
  expect(units.length).toBeGreaterThan(5);
  return said(await check('systemd-analyze', 'verify', '--man=no', `--root=${join(folder, name)}`, ...units));
};

describe('the programs of all examples', () => {
  const specs = exampleNames.map((name) => readExample(name));
  const plans = specs.flatMap(plansOf);

  test('a linter of shell has nothing to say of scripts', async () => {
    expect(
      await shellcheck(
        'script',
        plans.map((plan) => renderScript(plan, SECRETS)),
      ),
    ).toBe('0');
    expect(
      await shellcheck(
        'reset',
        specs.map((spec) => renderReset(spec.nodes[0]!)),
      ),
    ).toBe('0');
    // A preflight has all settings, and uses some.
    expect(await shellcheck('preflight', plans.map(renderPreflight), '--exclude=SC2034')).toBe('0');
  });

  test('nor of the programs in user-data, which have no comments for it', async () => {
    // A script of its own starts with an argument; this program does not.
    expect(await shellcheck('user-data', plans.map(programOf), '--severity=warning', '--exclude=SC2120')).toBe('0');
  });
});

describe.each(exampleNames)('%s', (example) => {
  const plans = plansOf(readExample(example));

  test('bash takes every program as it is', async () => {
    for (const [i, plan] of plans.entries())
      for (const [form, text] of Object.entries({
        script: renderScript(plan, SECRETS),
        preflight: renderPreflight(plan),
        reset: renderReset(plan.node),
        program: programOf(plan),
      }))
        expect([form, said(await check('bash', '-n', put(`${example}/${i}.${form}`, text)))]).toEqual([form, '0']);
  });

  test('programs that stay on a host are right by themselves', async () => {
    const programs = plans
      .flatMap((plan) => stepsOf(plan, false).flatMap(({ files }) => files))
      .filter(({ text }) => text.startsWith('#!/bin/bash'));
    const files = programs.map(({ path, text }, i) => put(`${example}/host/${i}${path}`, text));
    expect(files.length).toBeGreaterThan(0);
    expect(said(await check('shellcheck', '--exclude=SC1091', ...files))).toBe('0');
  });

  test('the kernel would take the firewall', async () => {
    const rules = plans.flatMap((plan) =>
      stepsOf(plan, false)
        .flatMap(({ files }) => files)
        .filter(({ path }) => path.endsWith('firewall.nft')),
    );
    expect(rules.length).toBe(plans.filter(({ node }) => node.firewall).length);
    for (const [i, { text }] of rules.entries())
      expect(said(await check('unshare', '--net', 'nft', '-c', '-f', put(`${example}/${i}.nft`, text)))).toBe('0');
  });

  test('systemd takes every unit without a warning', async () => {
    rootOfUnits(`${example}-root`);
    put(`${example}-root/etc/systemd/system/tailscaled.service`, '[Service]\nExecStart=/usr/sbin/tailscaled\n');
    for (const plan of plans) {
      const config = load(renderUserData(plan, SECRETS).text) as CloudConfig;
      const files = [
        ...stepsOf(plan, false).flatMap((step) => step.files),
        ...config.write_files.slice(1).map(({ path, content }) => ({ path, text: content })),
      ];
      expect(await verifyUnits(`${example}-root`, files)).toBe('0');
    }
  });
});

describe('an etcd of its own', () => {
  const spec = readExample('external-etcd.yaml');
  const addresses = ['10.1.0.11', '10.1.0.12', '10.1.0.13'];
  const plan: EtcdPlan = { spec, address: '10.1.0.11', addresses, createUntil: 1800000000 };
  const secrets = { authorityKey: 'key-of-the-authority' };
  const userData = renderEtcdUserData(plan, secrets);

  test('a linter of shell has nothing to say of its programs', async () => {
    expect(await shellcheck('etcd-script', [renderEtcdScript(plan, secrets)])).toBe('0');
    const flags = ['--severity=warning', '--exclude=SC2120'];
    expect(await shellcheck('etcd-user-data', [programIn(userData)], ...flags)).toBe('0');
    const staying = memberFiles(plan).filter(({ text }) => text.startsWith('#!/bin/bash'));
    expect(staying.length).toBe(5);
    const files = staying.map(({ path, text }) => put(`etcd-host${path}`, text));
    expect(said(await check('shellcheck', '--exclude=SC1091', ...files))).toBe('0');
  });

  test('systemd takes every unit without a warning', async () => {
    rootOfUnits('etcd-root');
    const { write_files: files } = load(userData.text) as CloudConfig;
    const written = files.slice(1).map(({ path, content }) => ({ path, text: content }));
    expect(await verifyUnits('etcd-root', [...memberFiles(plan), ...written])).toBe('0');
  });
});

// A checker that finds nothing anywhere would pass all of the above.
test('the checkers do find mistakes', async () => {
  expect((await check('shellcheck', '--shell=bash', put('wrong.sh', 'x=$1; rm $x\n'))).code).toBe(1);
  expect(
    (await check('unshare', '--net', 'nft', '-c', '-f', put('wrong.nft', 'table inet a { chain b { nonsense } }\n')))
      .code,
  ).toBe(1);
  const unit = put('wrong/etc/systemd/system/wrong.service', '[Service]\nExecStart=/bin/true\nRestartSecs=5\n');
  put('wrong/bin/true', '#!/bin/sh\n', 0o755);
  const verify = ['systemd-analyze', 'verify', '--man=no', `--root=${join(folder, 'wrong')}`] as const;
  // To systemd that is no more than a warning: only what it prints tells.
  expect(said(await check(...verify, unit.slice(join(folder, 'wrong').length)))).toMatch(/Unknown key.*RestartSecs/);
});
