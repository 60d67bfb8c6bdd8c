import type { ClusterSpec, NodeSpec } from '../cluster-spec';
import { countOf, type Draft } from '../draft';
import type { Path } from '../problem';
import { openNodes, publicNodes, storageNodes } from '../topology';
import type { Check } from './check';

/** Replicas that must be on different nodes need as many nodes. */
export const replicas: Check = {
  reads: ['nodes', 'dns', 'metricsServer', 'ingress', 'storage'],
  run: (spec) => {
    const open = openNodes(spec);
    const drafts = [
      ...moreThan(open, spec.dns.replicas, ['dns', 'replicas'], 'CoreDNS pods'),
      ...moreThan(open, spec.metricsServer.replicas, ['metricsServer', 'replicas'], 'metrics-server pods'),
    ];
    drafts.push(
      ...(spec.ingress.exposure === 'hostPort'
        ? hostPorts(spec)
        : moreThan(open, spec.ingress.replicas, ['ingress', 'replicas'], 'ingress pods')),
    );
    const disks = storageNodes(spec);
    if (disks.length < spec.storage.replicas) {
      const tags = spec.storage.diskTags.length > 0 ? ` with the disk tags ${spec.storage.diskTags.join(', ')}` : '';
      drafts.push({
        code: 'storage-nodes-too-few',
        path: ['storage', 'replicas'],
        found: `${spec.storage.replicas} copies of each volume and ${countOf(disks.length, 'storage node')}${tags}`,
        expected: 'a storage node for each copy',
      });
    }
    return drafts;
  },
};

/** The same for apps. */
export const appReplicas: Check = {
  reads: ['nodes', 'apps'],
  run: (spec) => {
    const open = openNodes(spec);
    return spec.apps.flatMap((app, i) => {
      if (app.kind === 'stateless') return moreThan(open, app.replicas, ['apps', i, 'replicas'], `pods of ${app.name}`);
      if (app.kind === 'postgres')
        return moreThan(open, app.instances, ['apps', i, 'instances'], `instances of ${app.name}`);
      return [];
    });
  },
};

function moreThan(nodes: readonly NodeSpec[], count: number, path: Path, what: string): Draft[] {
  if (count <= nodes.length) return [];
  return [
    {
      code: 'replicas-exceed-nodes',
      path,
      found: `${count} ${what} on ${countOf(nodes.length, 'usable node')}`,
      expected: `${nodes.length} or fewer, so that each has a node of its own`,
    },
  ];
}

function hostPorts(spec: ClusterSpec): Draft[] {
  const nodes = publicNodes(spec);
  if (spec.ingress.replicas <= nodes.length) return [];
  return [
    {
      code: 'ingress-public-nodes-too-few',
      path: ['ingress', 'replicas'],
      found: `${spec.ingress.replicas} ingress pods by hostPort and ${countOf(nodes.length, 'usable node')} with a publicIp`,
      expected: 'a public node for each',
    },
  ];
}
