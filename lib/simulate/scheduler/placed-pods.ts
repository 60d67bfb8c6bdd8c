import { keep } from '../keep';
import { carry } from './carriers';
import { podName, type SchedulerPod } from './cluster';
import { compilePod } from './compile-pod';
import type { Identity } from './identity';
import { count, counts, type MatchCounter } from './match-counter';
import type { PodClass } from './pod-class';
import type { SchedulerState } from './state';

/** The class of a pod; the same for pods that are alike. */
export function classOf(state: SchedulerState, pod: SchedulerPod): PodClass {
  const known = state.kept.classOf.get(pod);
  if (known) return known;
  const made = keep(state.kept.classes, classKey(state, pod), () => compilePod(state, pod));
  state.kept.classOf.set(pod, made);
  return made;
}

/**
 * Puts a pod on a node, without asking whether it fits.
 *
 * @throws Error for a node or pod that cannot be meant: no such node, or a pod of that name that is placed already
 */
export function addPod(state: SchedulerState, pod: SchedulerPod, nodeName: string): void {
  const name = podName(pod);
  const node = state.numberOf.get(nodeName);
  if (node === undefined || state.pods.has(name)) throw new Error(`${name} cannot be put on ${nodeName}`);
  const podClass = classOf(state, pod);
  state.pods.set(name, { pod, podClass, node });
  move(state, podClass, node, 1);
}

/** Takes a pod away. @returns whether it was there */
export function removePod(state: SchedulerState, name: string): boolean {
  const placed = state.pods.get(name);
  if (!placed) return false;
  state.pods.delete(name);
  move(state, placed.podClass, placed.node, -1);
  return true;
}

function move(state: SchedulerState, pod: PodClass, node: number, change: 1 | -1): void {
  const { requests, identity } = pod;
  const { taken } = state.table;
  const add = (amounts: Float64Array, amount: number) => (amounts[node] = (amounts[node] ?? 0) + amount * change);
  add(taken.cpu, requests.cpu);
  add(taken.memory, requests.memory);
  add(taken.ephemeralStorage, requests.ephemeralStorage);
  add(taken.pods, 1);
  add(taken.nonZeroCpu, requests.nonZero.cpu);
  add(taken.nonZeroMemory, requests.nonZero.memory);
  const others = taken.others[node];
  for (const [name, amount] of requests.others) if (others) others[name] = (others[name] ?? 0) + amount * change;
  const ports = taken.ports[node];
  for (const port of pod.ports)
    if (change === 1) ports?.push(port);
    else ports?.splice(ports.indexOf(port), 1);
  for (const counter of countersOf(state, identity)) count(counter, node, change);
  identity.placed.set(node, (identity.placed.get(node) ?? 0) + change);
  for (const term of pod.carries) carry(term, node, change);
}

/** The counters that count an identity. */
function countersOf({ kept: { allCounters } }: SchedulerState, identity: Identity): readonly MatchCounter[] {
  for (; identity.countersSeen < allCounters.length; identity.countersSeen++) {
    const counter = allCounters[identity.countersSeen];
    if (counter && counts(counter, identity)) identity.counters.push(counter);
  }
  return identity.counters;
}

function classKey({ kept: { specKeys } }: SchedulerState, { metadata, spec }: SchedulerPod): string {
  let specKey = specKeys.get(spec);
  if (specKey === undefined) specKeys.set(spec, (specKey = keyOfSpec(spec)));
  const { namespace, labels, ownerReferences, deletionTimestamp } = metadata;
  return JSON.stringify([namespace, labels, ownerReferences, deletionTimestamp !== undefined]) + specKey;
}

function keyOfSpec(spec: SchedulerPod['spec']): string {
  const containers = (list: SchedulerPod['spec']['containers']) =>
    (list ?? []).map(({ image, resources, ports, restartPolicy }) => [image, resources, ports, restartPolicy]);
  return JSON.stringify([
    [spec.nodeName, spec.nodeSelector, spec.affinity, spec.tolerations, spec.topologySpreadConstraints],
    [containers(spec.containers), containers(spec.initContainers), spec.overhead, spec.resources],
    [spec.hostNetwork, spec.priority, (spec.volumes ?? []).map(({ image }) => image)],
  ]);
}
