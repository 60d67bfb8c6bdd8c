import { printYaml } from '../../lib/model/print-yaml';
import { storageNodes } from '../../lib/spec/topology';
import type { NodePlan } from '../node-plan';

/**
 * What differs from node to node, as `config.yaml.d/10-node.yaml`. Its address is not here: that of the tailnet is known
 * on the node only.
 */
export function nodeConfig(plan: NodePlan): string {
  const { node } = plan;
  const labels = Object.entries(labelsOf(plan)).map(([key, value]) => `${key}=${value}`);
  return printYaml({
    'node-name': node.name,
    ...(node.publicIp === undefined ? {} : { 'node-external-ip': node.publicIp }),
    ...(labels.length === 0 ? {} : { 'node-label': labels.sort() }),
    ...(node.taints.length === 0 ? {} : { 'node-taint': node.taints }),
  });
}

function labelsOf({ spec, node }: NodePlan): Record<string, string> {
  return {
    ...node.labels,
    ...(node.zone === undefined ? {} : { 'topology.kubernetes.io/zone': node.zone }),
    // Counts as soon as one open node holds no copies; see docs/storage.md.
    ...(storageNodes(spec).includes(node) ? { 'node.longhorn.io/create-default-disk': 'true' } : {}),
  };
}
