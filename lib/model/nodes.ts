import type { ClusterSpec, NodeSpec } from '../spec/cluster-spec';
import { presentNodes } from '../spec/topology';
import { object, objects, textMap } from './json';
import type { KubeObject } from './kube-object';
import type { Labels, Node, Taint } from './kubernetes/types';

export const HOSTNAME = 'kubernetes.io/hostname';
export const ZONE = 'topology.kubernetes.io/zone';
export const REGION = 'topology.kubernetes.io/region';

/**
 * The machines that pods may run on. Where nobody names them, three are assumed, the fewest of a cluster without a
 * single point of failure; neither their zones nor other labels are known then.
 */
export interface Nodes {
  readonly known: boolean;
  readonly all: readonly Node[];
  /** Values of the zone label; empty where no node has one. */
  readonly zones: ReadonlySet<string>;
  /** Whether labels other than hostname, zone, os and architecture are known: a count gives none. */
  readonly labelled: boolean;
  /** The cluster file that names them; undefined where another source does. */
  readonly spec?: ClusterSpec;
}

export type NodeSource =
  | { readonly kind: 'spec'; readonly spec: ClusterSpec }
  | { readonly kind: 'objects'; readonly objects: readonly KubeObject[] }
  | { readonly kind: 'count'; readonly count: number };

const ASSUMED_NODES = 3;

export function readNodes(source: NodeSource | undefined): Nodes {
  if (source === undefined) return nodes(false, false, equalNodes(ASSUMED_NODES, false));
  switch (source.kind) {
    case 'spec':
      return { ...nodes(true, true, presentNodes(source.spec).map(nodeOfSpec)), spec: source.spec };
    case 'objects':
      return nodes(true, true, source.objects.map(nodeOfObject));
    case 'count':
      return nodes(true, false, equalNodes(source.count, true));
  }
}

function nodes(known: boolean, labelled: boolean, all: readonly Node[]): Nodes {
  const zones = new Set(all.flatMap((node) => node.metadata.labels?.[ZONE] ?? []));
  return { known, labelled, all, zones };
}

/** Nodes that differ in nothing but their name, each in a zone of its own if zones are asked for. */
function equalNodes(count: number, zones: boolean): Node[] {
  return Array.from({ length: count }, (_, i) => {
    const name = `node-${i + 1}`;
    const labels = {
      [HOSTNAME]: name,
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      ...(zones ? { [ZONE]: `zone-${i + 1}` } : {}),
    };
    return { metadata: { name, labels } };
  });
}

/** What the Node object of a machine in cluster.yaml says once k3s has registered it. */
export function nodeOfSpec({ name, role, zone, arch, labels, taints, capacity }: NodeSpec): Node {
  const server: Labels = role === 'server' ? { 'node-role.kubernetes.io/control-plane': 'true' } : {};
  const allocatable = {
    ...(capacity?.cpu === undefined ? {} : { cpu: capacity.cpu }),
    ...(capacity?.memory === undefined ? {} : { memory: capacity.memory }),
  };
  return {
    metadata: {
      name,
      labels: {
        ...labels,
        ...server,
        [HOSTNAME]: name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': arch,
        ...(zone === undefined ? {} : { [ZONE]: zone }),
      },
    },
    spec: { taints: taints.map(readTaint) },
    ...(Object.keys(allocatable).length > 0 ? { status: { allocatable } } : {}),
  };
}

/** `key=value:Effect`, as kubectl writes it. */
function readTaint(written: string): Taint {
  const colon = written.lastIndexOf(':');
  const [key = '', value] = written.slice(0, colon).split('=');
  return { key, effect: written.slice(colon + 1), ...(value === undefined ? {} : { value }) };
}

function nodeOfObject({ name, labels, spec, manifest }: KubeObject): Node {
  const taints = objects(spec['taints']).map((taint) => ({ key: '', effect: '', ...textMap(taint) }));
  const status = object(manifest['status']);
  return {
    // The label is there on every real node; an inventory by hand may leave it out.
    metadata: { name, labels: { [HOSTNAME]: name, ...labels } },
    spec: { taints, unschedulable: spec['unschedulable'] === true },
    ...('allocatable' in status || 'capacity' in status ? { status } : {}),
  };
}
