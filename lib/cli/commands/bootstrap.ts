import { resolve } from 'node:path';
import type { HandedSecret } from '../../../bootstrap/cluster-secrets';
import type { ClusterSpec, NodeSpec } from '../../spec/cluster-spec';
import { type Problem, ProblemsError } from '../../spec/problem';
import type { Secrets } from '../../io/read-secrets';
import { type Command, FLAGS, type Invocation } from '../command';
import { EXIT } from '../exit-codes';
import type { BootstrapForm } from '../render-nodes';
import { UsageError } from '../usage-error';
import { toolVersion } from '../version';
import { writeResult } from '../write-result';

/** How long the right to create a cluster lasts: a machine that is re-installed later with the same user-data joins. */
const CREATE_HOURS = 24;

export const bootstrap: Command = {
  name: 'bootstrap',
  summary: 'Write what makes a node of each machine: user-data, or a script.',
  positionals: '[NODE...]',
  description:
    'Without a name: for all nodes. User-data is for machines that boot for the first time; with --script it is a bash script for a host that runs, safe to run again at any time. The files hold secrets: they go to a folder that git does not see.\nSecrets come from the environment or from .zero-spof/secrets.env: ZERO_SPOF_K3S_TOKEN, ZERO_SPOF_K3S_AGENT_TOKEN, and for each node TS_AUTHKEY_NAME, or TS_AUTHKEY for all. With TS_API_CLIENT_ID and TS_API_CLIENT_SECRET (Tailscale) or HEADSCALE_API_KEY keys are made for nodes that have none.\nSecrets that cluster.yaml names and that the cluster needs before git can bring them (pull secret, SOPS key, S3) are handed over by the servers from .zero-spof/secrets/NAMESPACE/NAME/KEY, one file of mode 0600 for each key.',
  flags: {
    spec: FLAGS.spec,
    create: {
      summary: `The one server that is named may create the cluster, for ${CREATE_HOURS} hours; all else joins.`,
    },
    script: { summary: 'A script for a host that runs already, in place of user-data.' },
    replace: {
      summary: 'Also print what has to be done first where the named nodes are gone for good, and new ones come.',
    },
    reset: { summary: 'A script that shows what earlier installs left on the named hosts, and deletes it when told.' },
    etcd: { summary: 'For the members of an etcd of its own, the endpoints of cluster.datastore, in place of nodes.' },
    preflight: { summary: 'A script that only measures, and holds no secrets.' },
    text: { summary: 'User-data as text, for providers that take no gzip; about 22 KiB.' },
    out: { summary: 'Folder of the files.', value: 'DIR', default: '.zero-spof/bootstrap' },
    format: { ...FLAGS.format, choices: ['text', 'json'] },
    output: FLAGS.output,
    quiet: FLAGS.quiet,
  },
  run: async (invocation, streams) => {
    const { loadSpec } = await import('../load-spec');
    const { spec, warnings } = loadSpec(streams.cwd, invocation.text('spec') ?? FLAGS.spec.default);
    const { renderNodes } = await import('../render-nodes');
    const { readSecrets } = await import('../../io/read-secrets');
    const { openStateFolder } = await import('../../io/state-folder');
    const { writePrivateFiles } = await import('../../io/write-private-files');
    const { renderBootstrap, renderBootstrapJson } = await import('../../report/bootstrap-result');

    const form = chooseForm(invocation);
    const createUntil = nowSeconds() + CREATE_HOURS * 3600;
    if (invocation.isSet('etcd')) {
      if (form === 'preflight' || form === 'reset')
        throw new UsageError(`--etcd and --${form}`, 'one of them', 'A member measures at each run of its program.');
      if (invocation.isSet('replace'))
        throw new UsageError(
          '--etcd and --replace',
          'one of them',
          'A member takes the place of its old self by itself.',
        );
      refuseUnknownAddresses(warnings);
      const { bootstrapEtcd } = await import('./bootstrap-etcd');
      return bootstrapEtcd(spec, form, createUntil, invocation, streams);
    }
    const nodes = chooseNodes(spec, invocation.positionals);
    const create = invocation.isSet('create') ? creatorOf(nodes) : undefined;
    const replaces = invocation.isSet('replace');
    if (replaces) refuseReplacement(spec, nodes, invocation);
    const needsNothing = form === 'preflight' || form === 'reset';
    if (form === 'reset' && invocation.positionals.length === 0)
      throw new UsageError('--reset without a name', 'the nodes to clean', 'Name them.');
    if (!needsNothing) refuseUnknownAddresses(warnings);
    const state = openStateFolder(streams.cwd);
    const secrets = needsNothing ? {} : await withTailnetKeys(spec, nodes, readSecrets(streams.cwd, streams.env));
    const { collectHandedSecrets } = await import('../collect-handed-secrets');
    const { readSecretFolders } = await import('../../io/read-secret-folders');
    const handover = needsNothing
      ? { handed: [], notGiven: [] }
      : collectHandedSecrets(spec, readSecretFolders(streams.cwd));
    const { makeTokens } = await import('../make-tokens');
    const made = create === undefined ? {} : makeTokens(secrets);
    const files = renderNodes({
      spec,
      nodes,
      form,
      secrets: { ...secrets, ...made },
      handed: handover.handed,
      ...(create === undefined ? {} : { create: { node: create, untilSeconds: createUntil } }),
    });

    // The tokens first: a cluster whose tokens nobody has cannot be joined.
    if (Object.keys(made).length > 0) await keepTokens(state, made);
    const folder = resolve(streams.cwd, invocation.text('out') ?? '.zero-spof/bootstrap');
    writePrivateFiles(
      folder,
      files.map(({ name, content }) => ({ path: name, content })),
    );
    const result = {
      folder: invocation.text('out') ?? '.zero-spof/bootstrap',
      form,
      files: files.map(({ node, name, content, handed }) => ({
        node: node.name,
        role: node.role,
        name,
        bytes: content.length,
        handsOver: handed.map(nameOf),
      })),
      replaces,
      embeddedEtcd: spec.cluster.datastore === 'embedded',
      servers: spec.nodes.filter(({ role }) => role === 'server').length,
      madeTokens: Object.keys(made),
      handedSecrets: handover.handed.map(nameOf),
      secretsNotGiven: create === undefined ? [] : handover.notGiven,
    };
    if (invocation.text('format') === 'json')
      writeResult(renderBootstrapJson(result, toolVersion()), invocation, streams);
    else if (!invocation.isSet('quiet')) writeResult(renderBootstrap(result), invocation, streams);
    return EXIT.clean;
  },
};

/** With a key for each node that has none, where something is there that makes them. */
async function withTailnetKeys(spec: ClusterSpec, nodes: readonly NodeSpec[], secrets: Secrets): Promise<Secrets> {
  const { keyMakerFor, mintTailnetKeys } = await import('../../io/mint-tailnet-keys');
  const { tailscaleKeyName, TAILSCALE_KEY } = await import('../collect-node-secrets');
  const maker = keyMakerFor(spec.tailscale.loginServer, secrets);
  if (!maker || secrets[TAILSCALE_KEY] !== undefined) return secrets;
  const without = nodes.map(({ name }) => name).filter((name) => secrets[tailscaleKeyName(name)] === undefined);
  const keys = await mintTailnetKeys(maker, without, spec.tailscale.tags);
  return { ...secrets, ...Object.fromEntries([...keys].map(([name, key]) => [tailscaleKeyName(name), key])) };
}

function chooseNodes(spec: ClusterSpec, names: readonly string[]): readonly NodeSpec[] {
  const unknown = names.find((name) => !spec.nodes.some((node) => node.name === name));
  if (unknown !== undefined)
    throw new UsageError(
      unknown,
      `a node of cluster.yaml: ${spec.nodes.map((n) => n.name).join(', ')}`,
      'Correct the name.',
    );
  return names.length === 0 ? spec.nodes : spec.nodes.filter((node) => names.includes(node.name));
}

function chooseForm(invocation: Invocation): BootstrapForm {
  const given = (['script', 'preflight', 'text', 'reset'] as const).filter((flag) => invocation.isSet(flag));
  if (given.length > 1)
    throw new UsageError(given.map((flag) => `--${flag}`).join(' and '), 'one of them', 'Run it once for each.');
  return given[0] ?? 'user-data';
}

function creatorOf(nodes: readonly NodeSpec[]): NodeSpec {
  const [node, ...others] = nodes;
  if (node?.role !== 'server' || others.length > 0)
    throw new UsageError(
      `--create for ${nodes.length === 1 ? 'an agent' : `${nodes.length} nodes`}`,
      'one server by name',
      'Two creators would make two clusters. Write the others in a second run, without --create.',
    );
  return node;
}

/** One that is gone can be taken out only while the others decide. */
function refuseReplacement(spec: ClusterSpec, nodes: readonly NodeSpec[], invocation: Invocation): void {
  if (invocation.positionals.length === 0)
    throw new UsageError('--replace without a name', 'the nodes that are gone', 'Name them.');
  const other = ['create', 'preflight', 'reset'].find((flag) => invocation.isSet(flag));
  if (other !== undefined)
    throw new UsageError(
      `--replace and --${other}`,
      'one of them',
      'A new machine in the place of another only joins.',
    );
  const servers = spec.nodes.filter(({ role }) => role === 'server');
  const left = servers.filter((server) => !nodes.includes(server)).length;
  if (spec.cluster.datastore === 'embedded' && left * 2 <= servers.length)
    throw new UsageError(
      `--replace of ${servers.length - left} of ${servers.length} servers`,
      'fewer than half of them',
      'The others have no majority, and nothing can be changed. Restore a snapshot: docs/runbooks.md, "Most servers are gone".',
    );
}

function refuseUnknownAddresses(warnings: readonly Problem[]): void {
  const unknown = warnings.filter(({ code }) => code === 'documentation-address');
  if (unknown.length > 0) throw new ProblemsError(unknown.map((problem) => ({ ...problem, severity: 'error' })));
}

async function keepTokens(state: string, made: Secrets): Promise<void> {
  const { appendSecrets } = await import('../../io/append-secrets');
  appendSecrets(state, made);
}

function nameOf({ namespace, name }: HandedSecret): string {
  return `${namespace}/${name}`;
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
