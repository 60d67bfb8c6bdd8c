import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { load } from 'js-yaml';
import { renderPreflight } from '../bootstrap/render-program';
import { renderReset } from '../bootstrap/render-reset';
import { renderScript } from '../bootstrap/render-script';
import { renderUserData } from '../bootstrap/render-user-data';
import { stepsOf } from '../bootstrap/steps';
import { planOf, SECRETS } from '../bootstrap/testing';
import { exampleNames, readExample } from './harness/examples';
import { type Finished, run } from './harness/run';

/** Called through the names of steps, which a linter cannot see. */
const NOT_SEEN = '--exclude=SC2317';

/** Programs that units start, and that are not on every computer. */
const PROGRAMS = [
  '/bin/kill',
  '/bin/systemctl',
  '/sbin/modprobe',
  '/usr/local/bin/k3s',
  '/usr/local/sbin/zero-spof-bootstrap',
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

describe.each(exampleNames)('%s', (example) => {
  const spec = readExample(example);
  const plans = spec.nodes.map(({ name, role }) =>
    planOf(spec, name, role === 'server' ? { createUntil: 1800000000 } : {}),
  );

  // What differs between nodes of a kind is in settings, which are quoted in one place.
  const kinds = [...new Map(plans.map((plan) => [`${plan.node.role} ${plan.node.existing ?? ''}`, plan])).values()];

  test('a linter of shell has nothing to say of any program', async () => {
    const scripts = kinds.map((plan) => put(`${example}/${plan.node.name}.sh`, renderScript(plan, SECRETS)));
    expect(said(await check('shellcheck', NOT_SEEN, '--shell=bash', ...scripts))).toBe('0');
    const reset = put(`${example}/reset`, renderReset(spec.nodes[0]!));
    expect(said(await check('shellcheck', NOT_SEEN, '--shell=bash', reset))).toBe('0');
    // A preflight has all settings, and uses some.
    const alone = kinds.map((plan) => put(`${example}/${plan.node.name}.preflight`, renderPreflight(plan)));
    expect(said(await check('shellcheck', `${NOT_SEEN},SC2034`, '--shell=bash', ...alone))).toBe('0');
  });

  test('nor of those in user-data, which have no comments for it', async () => {
    const files = kinds.map((plan) => {
      const config = load(gunzipSync(renderUserData(plan, SECRETS).compressed).toString()) as CloudConfig;
      return put(`${example}/${plan.node.name}.program`, config.write_files[0]?.content ?? '');
    });
    expect(said(await check('shellcheck', NOT_SEEN, '--severity=warning', '--shell=bash', ...files))).toBe('0');
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
    expect(rules.length).toBe(plans.length);
    for (const [i, { text }] of rules.entries())
      expect(said(await check('unshare', '--net', 'nft', '-c', '-f', put(`${example}/${i}.nft`, text)))).toBe('0');
  });

  test('systemd takes every unit without a warning', async () => {
    const root = join(folder, `${example}-root`);
    cpSync('/usr/lib/systemd/system', join(root, 'usr/lib/systemd/system'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    for (const path of PROGRAMS) put(`${example}-root${path}`, '#!/bin/sh\n', 0o755);
    put(`${example}-root/etc/systemd/system/tailscaled.service`, '[Service]\nExecStart=/usr/sbin/tailscaled\n');
    for (const plan of plans) {
      const config = load(renderUserData(plan, SECRETS).text) as CloudConfig;
      const files = [
        ...stepsOf(plan, false).flatMap((step) => step.files),
        ...config.write_files.slice(1).map(({ path, content }) => ({ path, text: content })),
      ];
      for (const { path, text } of files) put(`${example}-root${path}`, text, text.startsWith('#!') ? 0o755 : 0o644);
      const units = files
        .map(({ path }) => path)
        .filter((path) => /^\/etc\/systemd\/system\/[^/]+\.(service|timer)$/.test(path));
      expect(units.length).toBeGreaterThan(5);
      const verified = await check('systemd-analyze', 'verify', '--man=no', `--root=${root}`, ...units);
      expect(said(verified)).toBe('0');
    }
  });
});

// A checker that finds nothing anywhere would pass all of the above.
test('the checkers do find mistakes', async () => {
  expect((await check('shellcheck', '--shell=bash', put('wrong.sh', 'x=$1; rm $x\n'))).code).toBe(1);
  expect(
    (await check('unshare', '--net', 'nft', '-c', '-f', put('wrong.nft', 'table inet a { chain b { nonsense } }\n')))
      .code,
  ).toBe(1);
});
