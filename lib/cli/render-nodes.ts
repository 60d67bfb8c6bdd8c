import { isIPv4 } from 'node:net';
import type { HandedSecret } from '../../bootstrap/cluster-secrets';
import type { NodePlan } from '../../bootstrap/node-plan';
import type { NodeSecrets } from '../../bootstrap/node-secrets';
import { isConverted } from '../../bootstrap/steps/convert';
import { renderPreflight } from '../../bootstrap/render-program';
import { renderReset } from '../../bootstrap/render-reset';
import { renderScript } from '../../bootstrap/render-script';
import { MAX_USER_DATA_BYTES, renderUserData } from '../../bootstrap/render-user-data';
import type { Secrets } from '../io/read-secrets';
import type { Manifest } from '../model/manifest';
import { printYaml } from '../model/print-yaml';
import { readManifests } from '../model/read-manifests';
import type { ClusterSpec, NodeSpec } from '../spec/cluster-spec';
import { type Problem, ProblemsError } from '../spec/problem';
import { problemOf } from '../spec/problem-of';
import { type Synthesis, synthesize } from '../synth/synthesize';
import { collectNodeSecrets } from './collect-node-secrets';

export type BootstrapForm = 'user-data' | 'text' | 'script' | 'preflight' | 'reset';

export interface RenderRequest {
  readonly spec: ClusterSpec;
  readonly nodes: readonly NodeSpec[];
  readonly form: BootstrapForm;
  readonly secrets: Secrets;
  /** The one node that may create the cluster, and until when (seconds since 1970). */
  readonly create?: { readonly node: NodeSpec; readonly untilSeconds: number };
  /** What the servers are to hand over to the cluster. @default none */
  readonly handed?: readonly HandedSecret[];
}

export interface NodeFile {
  readonly node: NodeSpec;
  readonly name: string;
  readonly content: Uint8Array;
  /** What it hands over to the cluster. */
  readonly handed: readonly HandedSecret[];
}

/**
 * One file for each node. Every server hands over the Secrets, so that the loss of one is no reason to lack them; but for
 * a creator whose user-data has no room for all of them: other servers follow.
 *
 * @throws ProblemsError secret-missing, secret-invalid, node-not-ready-for-bootstrap, user-data-too-large
 */
export function renderNodes({ spec, nodes, form, secrets, create, handed = [] }: RenderRequest): readonly NodeFile[] {
  refuse(nodes.flatMap(wrongAddress));
  const seedsFor = (node: NodeSpec): ReadonlyMap<string, string> => {
    if (create?.node === node) return seedsOf(spec);
    return form === 'script' && isConverted({ spec, node }) ? dnsSeed(synthesize(spec)) : new Map();
  };
  const planOf = (node: NodeSpec): NodePlan => ({
    spec,
    node,
    seeds: seedsFor(node),
    ...(create?.node === node ? { createUntil: create.untilSeconds } : {}),
  });
  if (form === 'reset') return nodes.map((node) => file(node, `${node.name}.reset.sh`, renderReset(node)));
  if (form === 'preflight')
    return nodes.map((node) => file(node, `${node.name}.preflight.sh`, renderPreflight(planOf(node))));

  const secretsOf = collectNodeSecrets(nodes, secrets, {
    mayLackKey: form === 'script',
    handed,
    usesEtcdByItself: spec.cluster.datastore !== 'embedded',
  });
  const render = (node: NodeSpec, own: NodeSecrets): NodeFile => {
    const { handed: its = [] } = own;
    const plan = {
      ...planOf(node),
      handsOver: its.length > 0,
      hasEtcdAuthority: own.etcdAuthorityKey !== undefined,
    };
    if (form === 'script') return file(node, `${node.name}.sh`, renderScript(plan, own), its);
    const { compressed, text } = renderUserData(plan, own);
    return form === 'text'
      ? file(node, `${node.name}.user-data`, text, its)
      : { node, name: `${node.name}.user-data.gz`, content: compressed, handed: its };
  };
  const files = nodes.map((node) => {
    const own = secretsOf.get(node.name) ?? { agentToken: '' };
    let rendered = render(node, own);
    while (create?.node === node && isTooLarge(rendered, form) && rendered.handed.length > 0)
      rendered = render(node, { ...own, handed: rendered.handed.slice(0, -1) });
    return rendered;
  });
  refuse(
    files
      .filter((rendered) => isTooLarge(rendered, form))
      .map(({ node, content }) =>
        problemOf('user-data-too-large', node.name, `${content.length} bytes`, `at most ${MAX_USER_DATA_BYTES}`),
      ),
  );
  return files;
}

function isTooLarge({ content }: NodeFile, form: BootstrapForm): boolean {
  return form === 'user-data' && content.length > MAX_USER_DATA_BYTES;
}

function file(node: NodeSpec, name: string, text: string, handed: readonly HandedSecret[] = []): NodeFile {
  return { node, name, content: Buffer.from(text), handed };
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ProblemsError(problems);
}

/** The pod and service networks are IPv4, and k3s wants a node address of their family. */
function wrongAddress({ name, tailnetIp }: NodeSpec): Problem[] {
  if (tailnetIp === undefined || isIPv4(tailnetIp)) return [];
  return [
    problemOf(
      'node-not-ready-for-bootstrap',
      name,
      `tailnetIp ${tailnetIp}`,
      'its IPv4 address: the pod network is IPv4',
    ),
  ];
}

/** What k3s applies before Flux is there: DNS and the operator, byte for byte as in git, and the FluxInstance. */
function seedsOf(spec: ClusterSpec): ReadonlyMap<string, string> {
  const tree = synthesize(spec);
  const { flux } = tree;
  return new Map([
    ...dnsSeed(tree),
    ['zero-spof-flux-operator.yaml', flux.get('flux-operator.k8s.yaml') ?? ''],
    ['zero-spof-flux-instance.yaml', withoutPatches(flux.get('flux-instance.k8s.yaml') ?? '')],
  ]);
}

/**
 * All that a server which is converted gets: k3s deletes its own CoreDNS at the first start with `disable: coredns`, and
 * applies this one afterwards. One named coredns… would be deleted as well.
 */
function dnsSeed({ dist }: Synthesis): ReadonlyMap<string, string> {
  return new Map([['zero-spof-dns.yaml', dist.get('dns/coredns.k8s.yaml') ?? '']]);
}

/** The patches of Flux' controllers come from git, with the first sync; here they would be a kilobyte. */
function withoutPatches(text: string): string {
  return readManifests(text)
    .map((value) => {
      const manifest = value as Manifest;
      const spec = Object.entries(manifest['spec'] ?? {}).filter(([key]) => key !== 'kustomize');
      return `---\n${printYaml({ ...manifest, spec: Object.fromEntries(spec) })}`;
    })
    .join('');
}
