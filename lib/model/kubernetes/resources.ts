import { milliUnits, parseQuantity, wholeUnits } from './quantity';
import type { Container, Node, PodSpec, ResourceList, ResourceRequirements } from './types';

/** Amounts by resource name: `cpu` in thousandths of a core, everything else in whole units (bytes, pods, devices). */
export type Resources = Readonly<Record<string, number>>;

type Nanos = Record<string, bigint>;

const THOUSANDTH = 1_000_000n;

/**
 * What a pod requests of its node, as the scheduler counts it; undefined when an amount is no quantity.
 *
 * Init containers run one after the other beside the sidecars (`restartPolicy: Always`) started before them, so the
 * largest of those moments counts, or all containers and sidecars together. Requests that are absent are those of the
 * limits. Pod-level requests replace the sum for cpu, memory and huge pages; overhead comes on top.
 *
 * @param absent what a container counts as that says nothing of a resource
 *
 * Source: PodRequests, k8s.io/component-helpers v0.36.3, resource/helpers.go; SetDefaults_Pod and defaultPodRequests,
 * k8s.io/kubernetes v1.36.3, pkg/apis/core/v1/defaults.go.
 */
export function podRequests(pod: PodSpec, absent: ResourceList = {}): Resources | undefined {
  try {
    const podLevel = podLevelRequests(pod.resources, containerRequests(pod, {}));
    const total = { ...containerRequests(pod, toNanos(absent)), ...podLevel };
    return roundUp(sum(total, toNanos(pod.overhead)));
  } catch (error) {
    if (error instanceof NotAQuantity) return undefined;
    throw error;
  }
}

/** What a node offers to pods; undefined when it does not say (or says what is no quantity). */
export function allocatableOf(node: Node): Resources | undefined {
  const list = node.status?.allocatable ?? node.status?.capacity;
  return list ? parseResources(list) : undefined;
}

/** A list of amounts in the units of Resources; undefined when one is no quantity. */
export function parseResources(list: ResourceList): Resources | undefined {
  try {
    return roundUp(toNanos(list));
  } catch (error) {
    if (error instanceof NotAQuantity) return undefined;
    throw error;
  }
}

function containerRequests(pod: PodSpec, absent: Nanos): Nanos {
  let running: Nanos = {};
  for (const container of pod.containers ?? []) running = sum(running, { ...absent, ...requestsOf(container) });
  let sidecars: Nanos = {};
  let peak: Nanos = {};
  for (const container of pod.initContainers ?? []) {
    const requests = { ...absent, ...requestsOf(container) };
    const moment = sum(sidecars, requests);
    peak = maximum(peak, moment);
    if (container.restartPolicy !== 'Always') continue;
    running = sum(running, requests);
    sidecars = moment;
  }
  return maximum(running, peak);
}

/** Requests of the container, and its limits where it requests nothing. */
function requestsOf({ resources }: Container): Nanos {
  return { ...toNanos(resources?.limits), ...toNanos(resources?.requests) };
}

function podLevelRequests(resources: ResourceRequirements | null | undefined, containers: Nanos): Nanos {
  const own = (list: ResourceList | null | undefined) =>
    Object.fromEntries(Object.entries(toNanos(list)).filter(([name]) => isPodLevel(name)));
  const requests = own(resources?.requests);
  const limits = own(resources?.limits);
  // Huge pages cannot be overcommitted: the limit of the pod stands, whatever its containers request.
  const kept = Object.fromEntries(Object.entries(containers).filter(([name]) => name === 'cpu' || name === 'memory'));
  return Object.keys(limits).length > 0 ? { ...limits, ...kept, ...requests } : requests;
}

function isPodLevel(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');
}

function toNanos(list: ResourceList | null | undefined): Nanos {
  return Object.fromEntries(
    Object.entries(list ?? {}).map(([name, text]) => {
      const amount = parseQuantity(text);
      if (amount === undefined) throw new NotAQuantity(`${name}: ${text}`);
      return [name, thousandths(amount)];
    }),
  );
}

/**
 * The API server keeps no finer amounts: two containers with 0.3333 cores have 668 thousandths together.
 *
 * Source: SetDefaults_ResourceList, k8s.io/kubernetes v1.36.3, pkg/apis/core/v1/defaults.go.
 */
function thousandths(nanos: bigint): bigint {
  const rest = nanos % THOUSANDTH;
  if (rest === 0n) return nanos;
  return nanos - rest + (nanos > 0n ? THOUSANDTH : -THOUSANDTH);
}

function roundUp(list: Nanos): Resources {
  return Object.fromEntries(
    Object.entries(list).map(([name, nanos]) => [name, name === 'cpu' ? milliUnits(nanos) : wholeUnits(nanos)]),
  );
}

function sum(a: Nanos, b: Nanos): Nanos {
  return merge(a, b, (x, y) => x + y);
}

function maximum(a: Nanos, b: Nanos): Nanos {
  return merge(a, b, (x, y) => (x > y ? x : y));
}

function merge(a: Nanos, b: Nanos, combine: (x: bigint, y: bigint) => bigint): Nanos {
  const result = { ...a };
  for (const [name, amount] of Object.entries(b)) {
    const known = result[name];
    result[name] = known === undefined ? amount : combine(known, amount);
  }
  return result;
}

class NotAQuantity extends Error {}
