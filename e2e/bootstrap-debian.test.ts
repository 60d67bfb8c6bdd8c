import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { load } from 'js-yaml';
import type { NodePlan } from '../bootstrap/node-plan';
import { renderUserData } from '../bootstrap/render-user-data';
import { stepsOf } from '../bootstrap/steps';
import { filesIn, planOf, SECRETS } from '../bootstrap/testing';
import { runInDebian } from './harness/bootstrap/debian';
import { component } from './harness/components';
import { describeWith } from './harness/components/describe-with';
import { exampleNames, readExample } from './harness/examples';
import { run } from './harness/run';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'zero-spof-debian-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const put = (path: string, text: string, mode = 0o644): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text, { mode });
};
const plansOf = (example: string): readonly NodePlan[] => {
  const spec = readExample(example);
  return spec.nodes.map(({ name, role }) => planOf(spec, name, role === 'server' ? { createUntil: 1800000000 } : {}));
};

/** What `cloud-init schema` does with one file, here with many: "FILE", and what is wrong with it. */
const VALIDATE = `
import os
from cloudinit.config.schema import SchemaValidationError, get_schema, validate_cloudconfig_file
schema = get_schema()
for name in sorted(os.listdir('/user-data')):
    try:
        validate_cloudconfig_file('/user-data/' + name, schema)
        print(name, 'valid')
    except SchemaValidationError as error:
        print(name, error)
`;
const validate = async (files: string): Promise<readonly string[]> => {
  const { code, stdout, stderr } = await runInDebian(join(folder, files), 'python3', ['-c', VALIDATE]);
  expect([code, stderr]).toEqual([0, '']);
  // cloud-init itself prints a line before each that is wrong.
  return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('Cloud config'));
};

describeWith('debian-root')('cloud-init', () => {
  test('knows every key of the user-data of every example, and finds nothing wrong', async () => {
    const expected: string[] = [];
    for (const example of exampleNames)
      for (const plan of plansOf(example)) {
        const { compressed, text } = renderUserData(plan, SECRETS);
        const forms = { gz: gunzipSync(compressed).toString(), text };
        for (const [form, content] of Object.entries(forms)) {
          const name = `${example}-${plan.node.name}.${form}`;
          put(`valid/user-data/${name}`, content);
          expected.push(`${name} valid`);
          expect([name, ...topLevelKeys(content).filter((key) => !knownKeys().has(key))]).toEqual([name]);
        }
      }
    expect(await validate('valid')).toEqual(expected.sort());
  });

  test('would have found mistakes', async () => {
    put('wrong/user-data/a-type', '#cloud-config\nlocale: false\n');
    put('wrong/user-data/b-key', '#cloud-config\nwrite_files: [{path: /a, permission: "0600"}]\n');
    expect(await validate('wrong')).toEqual([
      expect.stringMatching(/^a-type .*locale/),
      expect.stringMatching(/^b-key .*permission/),
    ]);
    // At the top level it lets everything pass.
    expect(topLevelKeys('pakages: []\n').filter((key) => !knownKeys().has(key))).toEqual(['pakages']);
  });
});

/** What two boots of a machine do whose disk has lost what the first one wrote, and a third after the program has begun. */
const LOSE_POWER = `set -eu
lost='/usr/local/sbin/zero-spof-bootstrap /etc/rancher/k3s/agent-token /var/lib/cloud/instance/scripts/runcmd'
boot() { rm -rf /run/cloud-init; { cloud-init init --local; cloud-init init; cloud-init modules --mode=config; } >/dev/null 2>&1; }
there() { for file in $lost; do if [ -s "$file" ]; then echo "$1 $file"; fi; done; }
boot
there first
rm $lost
boot
there second
rm $lost
: >/var/lib/cloud/instance/begun
boot
there third`;

describeWith('debian-root')('cloud-init on a machine that loses its power', () => {
  test('writes again what the disk had not got, until the program has begun', async () => {
    const plan = plansOf('first-user.yaml')[0];
    if (!plan) throw new Error('found no node');
    const seed = 'power/var/lib/cloud/seed/nocloud';
    put(`${seed}/meta-data`, 'instance-id: test\nlocal-hostname: n1\n');
    put(`${seed}/user-data`, renderUserData(plan, SECRETS).text);
    // Of all that it does those modules that write what is ours, in the order that its own list has.
    const own = readFileSync(join(component('debian-root').path, 'etc/cloud/cloud.cfg'), 'utf8');
    const { cloud_init_modules: all } = load(own) as { readonly cloud_init_modules: readonly string[] };
    const modules = all.filter((name) => ['bootcmd', 'write-files', 'write_files'].includes(name));
    expect(modules).toHaveLength(2);
    put(
      'power/etc/cloud/cloud.cfg.d/99-test.cfg',
      JSON.stringify({
        ...{ datasource_list: ['NoCloud'], network: { config: 'disabled' } },
        ...{ cloud_init_modules: modules, cloud_config_modules: ['runcmd'] },
      }),
    );
    const { code, stdout, stderr } = await runInDebian(join(folder, 'power'), 'sh', ['-c', LOSE_POWER]);
    const files = [
      '/usr/local/sbin/zero-spof-bootstrap',
      '/etc/rancher/k3s/agent-token',
      '/var/lib/cloud/instance/scripts/runcmd',
    ];
    expect([code, stderr, ...stdout.trim().split('\n')]).toEqual([
      ...[0, ''],
      ...['first', 'second'].flatMap((boot) => files.map((file) => `${boot} ${file}`)),
    ]);
  });
});

const topLevelKeys = (text: string): string[] => Object.keys(load(text) as object);

/** What its modules read, by its own schema. */
function knownKeys(): ReadonlySet<string> {
  const path = 'usr/lib/python3/dist-packages/cloudinit/config/schemas/schema-cloud-config-v1.json';
  const { $defs } = JSON.parse(readFileSync(join(component('debian-root').path, path), 'utf8')) as {
    readonly $defs: Readonly<Record<string, { readonly properties?: object }>>;
  };
  const modules = Object.entries($defs).filter(([name]) => name.startsWith('cc_') || name === 'base_config');
  return new Set(modules.flatMap(([, { properties = {} }]) => Object.keys(properties)));
}

const API_SERVERS = '/usr/local/lib/zero-spof/api-servers';
/** The list as a host makes it: before it has the kubelet's certificate, and when it has it. */
const CHECK_PROXY = `set -eu
mkdir -p /var/lib/zero-spof
check() { haproxy -dW -c -f /etc/zero-spof/api-proxy.cfg; grep -E 'server |default-server|timeout (connect|check)' /etc/zero-spof/api-proxy.cfg; }
${API_SERVERS} --at-start
check
mv /var/lib/rancher/k3s/agent.later /var/lib/rancher/k3s/agent
${API_SERVERS} --at-start
check`;

describeWith('debian-root')('HAProxy', () => {
  test.each(exampleNames)('takes what a host makes of %s, before and after it has joined', async (example) => {
    const agent = 'var/lib/rancher/k3s/agent.later';
    for (const plan of plansOf(example)) {
      const root = `${example}-${plan.node.name}`;
      const files = filesIn(stepsOf(plan, false));
      for (const path of ['/etc/zero-spof/node.env', API_SERVERS]) put(root + path, files.get(path) ?? '', 0o755);
      mkdirSync(join(folder, root, agent), { recursive: true });
      await makeCertificate(join(folder, root, agent));
      // A server that the node has learnt of.
      put(
        `${root}/${agent}/etc/k3s-agent-load-balancer.json`,
        '{"ServerURL":"https://127.0.0.1:7443","ServerAddresses":["100.64.0.99:6443"]}',
      );
      const { code, stdout, stderr } = await runInDebian(join(folder, root), 'sh', ['-c', CHECK_PROXY]);
      expect([root, code, stderr]).toEqual([root, 0, '']);
      expect(stdout.match(/^ {4}server 100\.64\.0\.99 100\.64\.0\.99:6443$/gm)).toHaveLength(1);
      const isFar = (plan.spec.cluster.maxRoundTripMs ?? 0) > 100;
      expect(stdout).toContain(`timeout connect ${isFar ? '1s' : '500ms'}\n`);
      expect(stdout.match(/verify required .* inter 500ms fastinter 250ms downinter 500ms/g)).toHaveLength(1);
    }
  });
});

/** One that stands for the kubelet's, and for its authority. */
async function makeCertificate(to: string): Promise<void> {
  const { code } = await run(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=test'],
      ...['-keyout', 'client-kubelet.key', '-out', 'client-kubelet.crt'],
    ],
    { cwd: to },
  );
  expect(code).toBe(0);
  writeFileSync(join(to, 'server-ca.crt'), readFileSync(join(to, 'client-kubelet.crt')));
}
