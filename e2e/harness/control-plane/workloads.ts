import type { KubeApi } from './kube-api';
import type { Pod } from './fake-pod-status';
import { waitFor } from '../runs/wait-for';

/** What is used of a Deployment. */
export interface Deployment {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly generation: number };
  readonly spec: {
    readonly replicas: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: { readonly spec: Pick<Pod['spec'], 'containers'> };
  };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

/** Looking costs processor time, of which those that are looked at have need. */
const LOOK_MS = 250;

interface Deadline {
  readonly deadlineMs: number;
}

interface Lacking {
  /** So many nodes are out: what takes a port of its host may have as many replicas less. @default 0 */
  readonly nodesOut?: number;
}

/** What runs where, as the API server tells it. */
export class Workloads {
  constructor(private readonly server: KubeApi) {}

  async deployments(): Promise<readonly Deployment[]> {
    return this.#list<Deployment>('/apis/apps/v1/deployments');
  }

  /** @throws Error with each Deployment that is not, and why its pods are not placed */
  async waitUntilAvailable({ deadlineMs, nodesOut = 0 }: Deadline & Lacking): Promise<void> {
    await waitFor(
      'every Deployment to have all its replicas, all of its newest template',
      async () => {
        // A Deployment's own status is late when pods have just gone.
        const pods = await this.#pods();
        const ready = pods.filter((pod) => isToStay(pod) && isReady(pod));
        const late = (await this.deployments()).filter((deployment) => !isAvailable(deployment, ready, nodesOut));
        if (late.length === 0) return true;
        throw new Error([...late.map(show), ...showPending(pods, nodesOut)].join('; '));
      },
      { deadlineMs, everyMs: LOOK_MS },
    );
  }

  /** Pods without a node that ought to have one, each with the scheduler's words. */
  async pending({ nodesOut = 0 }: Lacking = {}): Promise<readonly string[]> {
    return showPending(await this.#pods(), nodesOut);
  }

  /** The nodes of each Deployment's pods. */
  async placement(): Promise<readonly { name: string; replicas: number; nodes: readonly string[] }[]> {
    const pods = (await this.#pods()).filter(isToStay);
    return (await this.deployments()).map(({ metadata, spec }) => ({
      name: `${metadata.namespace}/${metadata.name}`,
      replicas: spec.replicas,
      nodes: pods.filter((pod) => isOf(pod, { metadata, spec })).map((pod) => pod.spec.nodeName ?? 'none'),
    }));
  }

  /** Pods that are on the node and are to stay there. */
  async podsOn(node: string): Promise<readonly string[]> {
    return (await podsOn(this.server, node))
      .filter(isToStay)
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  }

  async waitUntilGoneFrom(node: string, { deadlineMs }: Deadline): Promise<void> {
    const ask = async () => !(await podsOn(this.server, node)).some(isToStay);
    await waitFor(`the pods of ${node} to be evicted`, ask, { deadlineMs, everyMs: LOOK_MS });
  }

  async #pods(): Promise<readonly Pod[]> {
    return this.#list<Pod>('/api/v1/pods');
  }

  async #list<T>(path: string): Promise<readonly T[]> {
    const { items } = (await this.server.client.mustSend({ method: 'GET', path })) as { readonly items: readonly T[] };
    return items;
  }
}

/** Begins what `kubectl rollout restart` begins. */
export async function restart(server: KubeApi, { metadata }: Deployment): Promise<void> {
  const annotations = { 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() };
  await server.client.mustSend({
    method: 'PATCH',
    path: `/apis/apps/v1/namespaces/${metadata.namespace}/deployments/${metadata.name}`,
    contentType: 'application/merge-patch+json',
    body: JSON.stringify({ spec: { template: { metadata: { annotations } } } }),
  });
}

/**
 * What `kubectl drain` does: cordons, then evicts, again and again where a budget refuses, until nothing is left.
 *
 * @returns how often a budget refused
 */
export async function drain(server: KubeApi, node: string, { deadlineMs }: Deadline): Promise<number> {
  await setUnschedulable(server, node, true);
  let refused = 0;
  await waitFor(
    `the drain of ${node}`,
    async () => {
      const pods = await podsOn(server, node);
      const answers = await Promise.all(pods.filter(isToStay).map(async (pod) => evict(server, pod)));
      refused += answers.filter((status) => status === 429).length;
      if (pods.length === 0) return true;
      throw new Error(`${pods.map(({ metadata }) => metadata.name).join(', ')} still on it`);
    },
    { deadlineMs, everyMs: LOOK_MS },
  );
  return refused;
}

/** Lets the node take pods again. */
export async function uncordon(server: KubeApi, node: string): Promise<void> {
  await setUnschedulable(server, node, false);
}

async function setUnschedulable(server: KubeApi, node: string, unschedulable: boolean): Promise<void> {
  await server.client.mustSend({
    method: 'PATCH',
    path: `/api/v1/nodes/${node}`,
    contentType: 'application/merge-patch+json',
    body: JSON.stringify({ spec: { unschedulable } }),
  });
}

async function evict(server: KubeApi, { metadata: { name, namespace } }: Pod): Promise<number> {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  return (await server.client.send({ method: 'POST', path, body: JSON.stringify(eviction) })).status;
}

async function podsOn(server: KubeApi, node: string): Promise<readonly Pod[]> {
  const path = `/api/v1/pods?fieldSelector=spec.nodeName%3D${node}`;
  const { items } = (await server.client.mustSend({ method: 'GET', path })) as { readonly items: readonly Pod[] };
  return items.filter((pod) => !hasEnded(pod));
}

function isToStay(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && !hasEnded(pod);
}

/** A kubelet that shuts its node down leaves its pods behind as Failed. */
function hasEnded({ status: { phase } }: Pod): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

function isAvailable({ metadata, spec, status }: Deployment, readyPods: readonly Pod[], nodesOut: number): boolean {
  const { observedGeneration, replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  const needed = takesHostPorts(spec.template.spec) ? spec.replicas - nodesOut : spec.replicas;
  const ready = readyPods.filter((pod) => isOf(pod, { metadata, spec }));
  return (
    ready.length >= needed &&
    observedGeneration === metadata.generation &&
    replicas === spec.replicas &&
    updatedReplicas === spec.replicas &&
    availableReplicas >= needed
  );
}

/** Only one such pod fits on a node. */
function takesHostPorts({ containers }: Pick<Pod['spec'], 'containers'>): boolean {
  return containers.some(({ ports = [] }) => ports.some(({ hostPort }) => hostPort !== undefined));
}

function showPending(pods: readonly Pod[], nodesOut: number): readonly string[] {
  return pods
    .filter(({ spec, metadata }) => spec.nodeName === undefined && metadata.deletionTimestamp === undefined)
    .filter(({ spec }) => nodesOut === 0 || !takesHostPorts(spec))
    .map(({ metadata, status }) => {
      const why = status.conditions?.find(({ type }) => type === 'PodScheduled')?.message ?? 'not looked at yet';
      return `${metadata.namespace}/${metadata.name} is pending: ${why}`;
    });
}

function show({ metadata, spec, status }: Deployment): string {
  const { updatedReplicas = 0, availableReplicas = 0 } = status;
  return `${metadata.namespace}/${metadata.name} has ${updatedReplicas} new and ${availableReplicas} available of ${spec.replicas}`;
}

function isOf({ metadata: { namespace, labels = {} } }: Pod, owner: Pick<Deployment, 'metadata' | 'spec'>): boolean {
  const wanted = Object.entries(owner.spec.selector.matchLabels);
  return namespace === owner.metadata.namespace && wanted.every(([key, value]) => labels[key] === value);
}

function isReady({ status }: Pod): boolean {
  return status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
}
