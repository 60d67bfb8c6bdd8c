import type { Node } from '../kubernetes/types';

const HOSTNAME = 'kubernetes.io/hostname';

/** Names of nodes, one of those that differ in nothing but their name. */
export function alikeNodes(nodes: readonly Node[]): readonly string[] {
  const names = new Map<string, string>();
  for (const { metadata, spec, status } of nodes) {
    const shape = JSON.stringify([{ ...metadata.labels, [HOSTNAME]: '' }, spec, status]);
    if (!names.has(shape)) names.set(shape, metadata.name);
  }
  return [...names.values()];
}
