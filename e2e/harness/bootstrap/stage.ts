import { join } from 'node:path';
import { k3sKeys } from '../../../bootstrap/k3s/config-keys';
import { type BootstrapForm, renderNodes } from '../../../lib/cli/render-nodes';
import { ETCD_AUTHORITY_KEY, makeAuthorityKey } from '../../../lib/cli/etcd-authority';
import type { Secrets } from '../../../lib/io/read-secrets';
import type { ClusterSpec } from '../../../lib/spec/cluster-spec';
import { parseClusterSpec } from '../../../lib/spec/parse-cluster-spec';
import { component } from '../components';
import { type Machine, type Machines, makeMachines, type SeedFile } from '../machines';
import { createNetwork, type Network } from '../network';
import { makeRunFolder, removeRun, sweepRuns } from '../runs/run-folder';
import { waitFor } from '../runs/wait-for';
import { type Control, startControl } from '../tailnet/control';

/** What k3s' stand-in runs. */
const PARTS = [
  ...(['etcd', 'etcdctl', 'kine', 'kube-apiserver', 'kube-scheduler', 'kube-controller-manager', 'kubectl'] as const),
  'flannel',
] as const;
const PARTS_FOLDER = '/usr/local/lib/k3s-launcher';

export const BOOTSTRAP_COMPONENTS = [
  ...(['network-namespaces', 'nspawn', 'debian-root', 'tailnet', 'k3s-launcher'] as const),
  ...PARTS,
] as const;

/** Each stands in no other text: whoever finds one has found the secret. */
export const BOOTSTRAP_SECRETS = {
  ZERO_SPOF_K3S_TOKEN: 'server-token-of-the-test',
  ZERO_SPOF_K3S_AGENT_TOKEN: 'agent-token-of-the-test',
  TS_AUTHKEY: 'tailnet-key-of-the-test',
} as const;

export interface StageOptions {
  /** Of the run's folder. */
  readonly name: string;
  /** Of the five nodes those that get a machine. @default all */
  readonly names?: readonly string[];
  /** More of a node, as in cluster.yaml. @default none */
  readonly more?: Readonly<Record<string, string>>;
  /** How each machine becomes a node: by user-data at its first boot, or by a script at /root/bootstrap.sh, for later. */
  readonly form: (node: string) => Exclude<BootstrapForm, 'preflight'>;
  /** What each machine has at its first boot beside that. @default none */
  readonly files?: (node: string) => readonly SeedFile[];
  /** Machines that are the members of an etcd of its own, at their addresses outside of the tailnet. @default embedded etcd */
  readonly etcd?: readonly string[];
}

/** Machines that `zero-spof bootstrap` was written for, all off, and the control server of their tailnet. */
export interface BootstrapStage {
  readonly folder: string;
  readonly network: Network;
  readonly control: Control;
  readonly machines: Machines;
  readonly spec: ClusterSpec;
  readonly secrets: Secrets;
  /** What bootstrap writes for a node: the node `create` may create the cluster. */
  readonly render: (node: string, form: BootstrapForm, create?: string) => Buffer;
  readonly remove: () => Promise<void>;
}

/** Three servers and two agents. */
const NAMES = ['n1', 'n2', 'n3', 'n4', 'n5'];

export const SCRIPT = '/root/bootstrap.sh';
/** Of user-data. */
export const PROGRAM = '/usr/local/sbin/zero-spof-bootstrap';

/** Needs root and {@link BOOTSTRAP_COMPONENTS}. n1 may create the cluster. */
export async function makeBootstrapStage({
  name,
  names = NAMES,
  more = {},
  form,
  files = () => [],
  etcd = [],
}: StageOptions): Promise<BootstrapStage> {
  await sweepRuns();
  const folder = makeRunFolder(name);
  const network = await createNetwork({ hosts: [...names, 'control'], folder });
  const control = await startControl(network.host('control'), BOOTSTRAP_SECRETS.TS_AUTHKEY);
  const endpoints = etcd.map((host) => `https://${network.host(host).address}:2379`);
  const spec = specOf(control.url, more, endpoints);
  const secrets = { ...BOOTSTRAP_SECRETS, ...(etcd.length > 0 ? { [ETCD_AUTHORITY_KEY]: makeAuthorityKey() } : {}) };
  const render: BootstrapStage['render'] = (node, as, create) => {
    const only = spec.nodes.filter((one) => one.name === node);
    const [creator] = spec.nodes.filter((one) => one.name === create);
    const [file] = renderNodes({
      spec,
      nodes: only,
      form: as,
      secrets,
      ...(creator ? { create: { node: creator, untilSeconds: Math.floor(Date.now() / 1000) + 3600 } } : {}),
    });
    if (!file) throw new Error(`found no node ${node}`);
    return Buffer.from(file.content);
  };
  const machines = makeMachines({
    network,
    names,
    userData: (node) => (form(node) === 'script' ? undefined : render(node, form(node), 'n1')),
    files: (node) => [
      ...standIn(spec),
      ...(form(node) === 'script' ? [{ path: SCRIPT, content: render(node, 'script', 'n1'), mode: 0o600 }] : []),
      ...files(node),
    ],
    programs: { ...programs(), ...(etcd.length > 0 ? etcdPrograms() : {}) },
  });
  return { folder, network, control, machines, spec, secrets, render, remove: async () => removeRun(folder) };
}

function specOf(
  loginServer: string,
  more: Readonly<Record<string, string>>,
  endpoints: readonly string[],
): ClusterSpec {
  const tls = '/etc/zero-spof/k3s-etcd';
  const datastore = `, datastore: {endpoints: [${endpoints.join(', ')}], caFile: ${tls}/ca.crt, certFile: ${tls}/client.crt, keyFile: ${tls}/client.key}`;
  const node = (name: string, at: number): string =>
    `  - {name: ${name}, role: ${at < 3 ? 'server' : 'agent'}, zone: zone-${at}, publicIp: 198.18.0.${at + 1}${more[name] ?? ''}}\n`;
  const text = `cluster: {name: machines${endpoints.length > 0 ? datastore : ''}}
git: {url: 'https://github.com/example/machines.git'}
tailscale: {loginServer: '${loginServer}'}
nodes:
${NAMES.map(node).join('')}ingress: {controller: traefik}
storage: {backup: {target: 's3://bucket@region/'}}
`;
  const { spec, problems } = parseClusterSpec(text, 'cluster.yaml');
  if (!spec) throw new Error(JSON.stringify(problems));
  return spec;
}

function standIn(spec: ClusterSpec): readonly SeedFile[] {
  return [
    { path: '/etc/zero-spof/accept', content: 'cgroup-v1\n' },
    { path: `${PARTS_FOLDER}/version`, content: spec.cluster.k3s },
    { path: `${PARTS_FOLDER}/keys-server`, content: k3sKeys('server').join('\n') },
    { path: `${PARTS_FOLDER}/keys-agent`, content: k3sKeys('agent').join('\n') },
  ];
}

function programs(): Readonly<Record<string, string>> {
  const tailnet = component('tailnet').folder;
  return {
    '/usr/local/bin/k3s': component('k3s-launcher').path,
    '/usr/local/bin/tailscale': join(tailnet, 'tailscale'),
    '/usr/local/bin/tailscaled': join(tailnet, 'tailscaled'),
    ...Object.fromEntries(PARTS.map((part) => [`${PARTS_FOLDER}/${part}`, component(part).path])),
  };
}

function etcdPrograms(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (['etcd', 'etcdctl', 'etcdutl'] as const).map((name) => [`/usr/local/bin/${name}`, component(name).path]),
  );
}

/** "NODE READY VOTES" of each node of the cluster, as this machine sees it through its own load balancer. */
export async function nodesSeenBy(machine: Machine): Promise<readonly string[]> {
  const { stdout } = await machine.mustRun(
    '/usr/local/bin/k3s',
    ['kubectl', '--server=https://127.0.0.1:7443', '--request-timeout=5s', 'get', 'nodes', '-o', 'json'],
    { timeoutMs: 10_000 },
  );
  const { items } = JSON.parse(stdout) as {
    readonly items: readonly {
      readonly metadata: { readonly name: string };
      readonly status: { readonly conditions: readonly { readonly type: string; readonly status: string }[] };
    }[];
  };
  return items.map(({ metadata, status }) => {
    const condition = (type: string): string => status.conditions.find((one) => one.type === type)?.status ?? '-';
    return `${metadata.name} ${condition('Ready')} ${condition('EtcdIsVoter')}`;
  });
}

/** Waits until these are the nodes of the cluster; see {@link nodesSeenBy}. */
export async function untilNodesAre(expected: readonly string[], machine: Machine, deadlineMs: number): Promise<void> {
  await waitFor(
    'the nodes',
    async () => {
      const seen = await nodesSeenBy(machine);
      if (seen.join() !== expected.join()) throw new Error(seen.join(', '));
      return true;
    },
    { deadlineMs, everyMs: 500 },
  );
}

/** Waits until the API has heard of these nodes again: what it says of a node may be older than its loss. */
export async function untilHeardOf(names: readonly string[], server: Machine, since: Date): Promise<void> {
  const path = 'jsonpath={range .items[*]}{.metadata.name} {.spec.renewTime}{"\\n"}{end}';
  const args = ['kubectl', '--request-timeout=5s', '-n', 'kube-node-lease', 'get', 'leases', '-o', path];
  await waitFor(
    `${names.join(', ')} to be back`,
    async () => {
      const { stdout } = await server.mustRun('k3s', args, { timeoutMs: 10_000 });
      const heard = stdout.split('\n').filter((line) => (line.split(' ')[1] ?? '') > since.toISOString());
      const missing = names.filter((name) => !heard.some((line) => line.startsWith(`${name} `)));
      if (missing.length > 0) throw new Error(`nothing of ${missing.join(', ')}`);
      return true;
    },
    { deadlineMs: 120_000, everyMs: 500 },
  );
}

/** The peer URL of each member of etcd, as a server of it says. */
export async function membersSeenBy(server: Machine): Promise<readonly string[]> {
  const tls = '/var/lib/rancher/k3s/server/tls/etcd';
  const files = [`--cacert=${tls}/server-ca.crt`, `--cert=${tls}/client.crt`, `--key=${tls}/client.key`];
  const { stdout } = await server.mustRun(`${PARTS_FOLDER}/etcdctl`, [...files, 'member', 'list']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(', ')[3] ?? '');
}
