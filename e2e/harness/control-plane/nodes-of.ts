import type { ClusterSpec } from '../../../lib/spec/cluster-spec';
import { presentNodes } from '../../../lib/spec/topology';
import type { FakeNode } from './fake-nodes';

/** The nodes of a cluster, labelled and tainted as k3s does it. */
export function nodesOf(spec: ClusterSpec): readonly FakeNode[] {
  return presentNodes(spec).map(({ name, zone, role, labels, taints }) => ({
    name,
    labels: {
      ...(zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone }),
      ...(role === 'server' ? { 'node-role.kubernetes.io/control-plane': 'true' } : {}),
      ...labels,
    },
    taints: taints.map(readTaint),
  }));
}

/** KEY=VALUE:EFFECT or KEY:EFFECT, as k3s takes it. */
function readTaint(text: string) {
  const [, key = '', value, effect = ''] = /^([^=:]+)(?:=([^:]*))?:(\w+)$/.exec(text) ?? [];
  return { key, effect, ...(value === undefined ? {} : { value }) };
}
