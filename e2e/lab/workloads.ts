import type { Cluster } from '../harness/cluster/cluster';
import type { Pod } from '../harness/control-plane/fake-pod-status';
import { waitFor } from '../harness/runs/wait-for';

interface WorkloadOptions {
  readonly name: string;
  readonly replicas: number;
  /** Where the pods are wanted, as long as it is there. @default anywhere */
  readonly prefers?: string;
  /** How long a pod stays on a node that is lost. @default Kubernetes' 300 */
  readonly tolerationSeconds?: number;
}

export function deployment(options: WorkloadOptions) {
  return { apiVersion: 'apps/v1', kind: 'Deployment', ...workload(options, {}) };
}

export function statefulSet(options: WorkloadOptions) {
  return { apiVersion: 'apps/v1', kind: 'StatefulSet', ...workload(options, { serviceName: options.name }) };
}

/** As the project's own workloads have it. */
const TOLERATION_SECONDS = 30;

/** One of each kind, which are on the node that will be lost. */
export function nodeLostWorkloads(node: string) {
  const options = { prefers: node, tolerationSeconds: TOLERATION_SECONDS };
  return [
    deployment({ name: 'single', replicas: 1, ...options }),
    deployment({ name: 'stateless', replicas: 2, ...options }),
    statefulSet({ name: 'stateful', replicas: 1, ...options }),
  ];
}

function workload({ name, replicas, prefers, tolerationSeconds }: WorkloadOptions, more: object) {
  const labels = { app: name };
  const toleration = (key: string) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds });
  return {
    metadata: { name, namespace: 'default', labels: { lab: 'workload' } },
    spec: {
      ...{ replicas, selector: { matchLabels: labels }, ...more },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: 'main', image: 'none' }],
          ...(tolerationSeconds === undefined
            ? {}
            : { tolerations: ['not-ready', 'unreachable'].map((key) => toleration(`node.kubernetes.io/${key}`)) }),
          ...(prefers === undefined ? {} : { affinity: { nodeAffinity: prefer(prefers) } }),
        },
      },
    },
  };
}

function prefer(host: string) {
  const expression = { key: 'kubernetes.io/hostname', operator: 'In', values: [host] };
  const preference = { matchExpressions: [expression] };
  return { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference }] };
}

/** Removes what experiments made, and waits until no pod is left. */
export async function deleteWorkloads(cluster: Cluster): Promise<void> {
  const { client } = cluster.serverApi(cluster.servers[0] ?? '');
  for (const kind of ['deployments', 'statefulsets'])
    await client.mustSend({
      method: 'DELETE',
      path: `/apis/apps/v1/namespaces/default/${kind}?labelSelector=lab%3Dworkload`,
    });
  await waitFor('the pods of the experiment to be gone', async () => (await pods(cluster)).length === 0, {
    ...{ deadlineMs: 60_000, everyMs: 200 },
  });
}

/** How many pods run. */
export async function runningPods(cluster: Cluster): Promise<number> {
  return (await pods(cluster)).filter(({ status }) => status.phase === 'Running').length;
}

async function pods(cluster: Cluster): Promise<readonly Pick<Pod, 'status'>[]> {
  const { client } = cluster.serverApi(cluster.servers[0] ?? '');
  const path = '/api/v1/namespaces/default/pods';
  const { items } = (await client.mustSend({ method: 'GET', path })) as { readonly items: readonly Pod[] };
  return items;
}
