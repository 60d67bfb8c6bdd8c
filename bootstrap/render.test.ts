import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { load } from 'js-yaml';
import { makeScratch, put } from '../lib/io/fixtures/scratch';
import { firewallRules } from './host/firewall-rules';
import type { NodePlan } from './node-plan';
import { quote } from './quote';
import { renderPreflight, renderProgram } from './render-program';
import { renderScript } from './render-script';
import { renderUserData } from './render-user-data';
import { stepsOf } from './steps';
import { exampleSpec, filesIn, planOf, SECRETS } from './testing';

const spec = exampleSpec('three-nodes.yaml');
const plan = planOf(spec, 'n1');
const TOP_LEVEL = ['bootcmd', 'hostname', 'locale', 'runcmd', 'write_files'];

interface CloudConfig {
  readonly write_files: readonly {
    readonly path: string;
    readonly permissions: string;
    readonly content: string;
    readonly encoding?: string;
  }[];
  readonly bootcmd: readonly string[];
  readonly runcmd: readonly unknown[];
}
const parse = (text: string): CloudConfig => load(text) as CloudConfig;
const inflated = (bytes: Uint8Array): string => gunzipSync(bytes).toString();

test('both forms of user-data hold the same program', () => {
  const { compressed, text } = renderUserData(plan, SECRETS);
  const plain = parse(inflated(compressed));
  const encoded = parse(text);
  expect(inflated(compressed)).toMatch(/^#cloud-config\n/);
  expect(Object.keys(plain).sort()).toEqual(TOP_LEVEL);
  expect(inflated(Buffer.from(encoded.write_files[0]!.content, 'base64'))).toBe(plain.write_files[0]!.content);
  expect(plain.write_files[0]!.content).toBe(renderProgram(plan, { isNewMachine: true }));
});

test('secrets stand in files for root only, and nowhere else', () => {
  const { compressed } = renderUserData(plan, SECRETS);
  const { write_files: files, runcmd } = parse(inflated(compressed));
  for (const secret of Object.values(SECRETS)) {
    const holders = files.filter(({ content }) => content.includes(secret));
    expect(holders.map(({ permissions }) => permissions)).toEqual(['0600']);
    expect(JSON.stringify(runcmd)).not.toContain(secret);
  }
});

describe('a new machine that loses its power', () => {
  const { bootcmd, runcmd } = parse(inflated(renderUserData(plan, SECRETS).compressed));
  /** Of what cloud-init has done, whose folder is in a scratch folder, after the boot that follows. */
  const marksLeft = (hasBegun: boolean): readonly string[] => {
    const host = makeScratch();
    const instance = 'var/lib/cloud/instance';
    for (const mark of ['config_write_files', 'config_runcmd']) put(host, join(instance, 'sem', mark), '');
    if (hasBegun) put(host, join(instance, 'begun'), '');
    expect(bootcmd).toHaveLength(1);
    execFileSync('sh', ['-c', (bootcmd[0] ?? '').replaceAll('/var/lib', `${host}/var/lib`)]);
    return readdirSync(join(host, instance, 'sem')).sort();
  };

  test('gets the files of its user-data again, until the disk has them', () => {
    expect(marksLeft(false)).toEqual([]);
    // They would bring secrets back that had their use.
    expect(marksLeft(true)).toEqual(['config_runcmd', 'config_write_files']);
  });

  test('has them on the disk before that is noted, and the program runs after it', () => {
    const at = runcmd.findIndex((one) => String(one).endsWith('begun'));
    expect(runcmd[at]).toMatch(/^sync; /);
    expect(runcmd[at - 1]).toEqual(['systemctl', 'enable', 'zero-spof-bootstrap.service']);
    expect(runcmd[at + 1]).toMatch(/^\/usr\/local\/sbin\/zero-spof-bootstrap \|\|/);
  });
});

test('an agent gets no server token', () => {
  const agent = planOf(exampleSpec('external-etcd.yaml'), 'a1');
  const own = { agentToken: SECRETS.agentToken };
  expect(renderScript(agent, own)).not.toContain('/etc/rancher/k3s/token');
});

test('a script does nothing before its last line', () => {
  const lines = renderScript(plan, SECRETS).trimEnd().split('\n');
  expect(lines.at(-1)).toBe('bootstrap "$@" </dev/null; exit');
});

test('both renderings write the same files', () => {
  const files = (program: string) =>
    [...program.matchAll(/^file \d+ (\S+) <<'END_OF_FILE'\n([^]*?)END_OF_FILE\n/gm)].map((m) => m.slice(1));
  const ofScript = files(renderProgram(plan));
  expect(ofScript.length).toBeGreaterThan(20);
  expect(files(renderProgram(plan, { isNewMachine: true }))).toEqual(ofScript);
});

test('the steps come in their order', () => {
  expect(stepsOf(plan, false).map(({ name }) => name)).toEqual([
    'preflight',
    'packages',
    'host',
    'tailscale',
    'firewall',
    'api-proxy',
    'k3s',
    'proof',
  ]);
});

test('only the script of a server that holds the cluster converts it', () => {
  const converting = (program: string): boolean => program.includes('run_step convert');
  const own = { ...plan, node: { ...plan.node, existing: 'single-server' as const } };
  expect(converting(renderProgram(own))).toBe(true);
  expect(converting(renderProgram(plan))).toBe(false);
  expect(converting(renderProgram(own, { isNewMachine: true }))).toBe(false);
});

test('each start of a server that moves out of SQLite begins an unfinished move again', () => {
  const own = { ...plan, node: { ...plan.node, existing: 'single-server' as const } };
  const beforeStart = (of: NodePlan): string =>
    filesIn(stepsOf(of, false)).get('/usr/local/lib/zero-spof/check-address') ?? '';
  expect(beforeStart(own)).toMatch(/state\.db" \] && \[ -d "\$db\/etcd" \]; then\n *mv -T "\$db\/etcd"/);
  expect(beforeStart(plan)).not.toContain('state.db');
});

test('a preflight alone has one step and no secret', () => {
  const program = renderPreflight(plan);
  expect(program.match(/run_step \w+$/gm)).toEqual(['run_step preflight']);
  expect(program).not.toMatch(/secret\(|secrets\(/);
});

test('only the creator may create, and only until its time is up', () => {
  expect(renderProgram(plan)).toMatch(/^CREATE_UNTIL=0$/m);
  expect(renderProgram({ ...plan, createUntil: 1800000000 })).toMatch(/^CREATE_UNTIL=1800000000$/m);
});

test('the firewall opens what is asked for, and the ingress only where it is', () => {
  const node = { ...plan.node, openPorts: ['8080/tcp', '53/udp'] };
  expect(firewallRules({ ...plan, node })).toMatch(
    /tcp dport \{ 80, 443, 8080 \} accept\n +udp dport \{ 53, 443 \} accept/,
  );
  const hidden = planOf(exampleSpec('cloudflared.yaml'), exampleSpec('cloudflared.yaml').nodes[0]!.name);
  expect(firewallRules(hidden)).not.toMatch(/dport \{ 80/);
});

test('what goes to the address of an external etcd comes in', () => {
  const external = exampleSpec('external-etcd.yaml');
  expect(firewallRules(planOf(external, 's1'))).toContain(
    'ip daddr { 10.1.0.11, 10.1.0.12, 10.1.0.13 } tcp dport { 2379, 2380 } accept',
  );
  expect(firewallRules(plan)).not.toContain('2379');
});

test('without a firewall no rules are written', () => {
  const files = filesIn(stepsOf({ ...plan, node: { ...plan.node, firewall: false } }, false));
  expect([...files.keys()].filter((path) => path.includes('firewall'))).toEqual([]);
});

test.each([
  ['n1', 'n1'],
  ['', "''"],
  ["it's $HOME `x`", `'it'\\''s $HOME \`x\`'`],
])('%j is one word of bash', (text, word) => {
  expect(quote(text)).toBe(word);
});

test('the script of a server is as it was', () => {
  expect(renderProgram(plan)).toMatchSnapshot();
});

test('the script of an agent is as it was', () => {
  expect(renderProgram(planOf(exampleSpec('external-etcd.yaml'), 'a1'), { isNewMachine: true })).toMatchSnapshot();
});
