import { hostPortsOf } from '../kubernetes/host-ports';
import { allocatableOf, podRequests, type Resources } from '../kubernetes/resources';
import type { PodSet, Surroundings } from './pod-set';
import type { Unclear } from './read-constraints';

/** Resources that every kubelet reports: where one is not given, it is unknown rather than zero. */
const ALWAYS_THERE = ['cpu', 'memory', 'ephemeral-storage', 'pods'];

/**
 * How many of the pods fit on each node, at most `most`, with nothing else on it but what is reserved. Pods of other
 * sets are taken to find room elsewhere. Host ports leave room for one, and so does one pod a node.
 *
 * Source: fitsRequest, k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins/noderesources/fit.go.
 */
export function nodeCapacity(
  { spec, replicas }: PodSet,
  { nodes, reserved = {} }: Surroundings,
  most: number,
): readonly number[] | Unclear {
  const requests = podRequests(spec);
  if (!requests) return { unclear: 'invalid-quantity' };
  const alone = replicas === 'perNode' || hostPortsOf(spec).length > 0;
  return nodes.map((node) =>
    Math.min(alone ? 1 : most, most, fitting(allocatableOf(node), { ...requests, pods: 1 }, reserved)),
  );
}

function fitting(allocatable: Resources | undefined, requests: Resources, reserved: Resources): number {
  if (!allocatable) return Infinity;
  const counts = Object.entries(requests).flatMap(([name, each]) => {
    const total = allocatable[name] ?? (ALWAYS_THERE.includes(name) ? Infinity : 0);
    return each > 0 ? [Math.floor((total - (reserved[name] ?? 0)) / each)] : [];
  });
  return Math.max(0, Math.min(...counts));
}
