import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterSpec } from '../lib/spec/cluster-spec';
import { parseClusterSpec } from '../lib/spec/parse-cluster-spec';
import type { NodePlan } from './node-plan';
import type { NodeSecrets } from './node-secrets';

export const SECRETS: NodeSecrets = {
  token: 'server-token-0123456789',
  agentToken: 'agent-token-0123456789',
  tailscaleKey: 'key-of-the-tailnet-0123456789',
};

/** @throws Error when the example has errors */
export function exampleSpec(name: string): ClusterSpec {
  const { spec } = parseClusterSpec(readFileSync(join(__dirname, '..', 'examples', name), 'utf8'), name);
  if (!spec) throw new Error(`${name} has errors`);
  return spec;
}

export function planOf(spec: ClusterSpec, name: string, more: Partial<NodePlan> = {}): NodePlan {
  const node = spec.nodes.find((n) => n.name === name);
  if (!node) throw new Error(`no node ${name}`);
  return { spec, node, seeds: new Map(), ...more };
}

/** The files that a step puts on a host: path → text. */
export function filesIn(
  steps: readonly { readonly files: readonly { readonly path: string; readonly text: string }[] }[],
) {
  return new Map(steps.flatMap(({ files }) => files.map(({ path, text }) => [path, text] as const)));
}
