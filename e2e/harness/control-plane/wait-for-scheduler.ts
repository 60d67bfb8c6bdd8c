import { waitFor } from '../runs/wait-for';
import type { FakeNode } from './fake-nodes';
import type { KubeApi } from './kube-api';

const PODS = '/api/v1/namespaces/default/pods';

/**
 * Waits until the scheduler places pods on each of these nodes, with a pod for each, which is then removed. What comes
 * before it has heard of a node, or while the node still counts as not ready, it places without it.
 */
export async function waitForScheduler(server: KubeApi, nodes: readonly FakeNode[]): Promise<void> {
  await Promise.all(
    nodes.map(async ({ name, taints = [] }) => {
      const pod = `ready-${name}`;
      const tolerations = taints.map(({ key, effect }) => ({ key, effect, operator: 'Exists' }));
      const spec = {
        nodeSelector: { 'kubernetes.io/hostname': name },
        tolerations,
        terminationGracePeriodSeconds: 0,
        containers: [{ name: 'none', image: 'none' }],
      };
      const body = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: pod }, spec });
      await waitFor(
        `the scheduler to know ${name}`,
        async () => {
          // Refused until the namespace has its ServiceAccount; already there from the second time on.
          await server.client.send({ method: 'POST', path: PODS, body });
          const found = await server.client.send({ method: 'GET', path: `${PODS}/${pod}` });
          return (found.body as { readonly spec?: { readonly nodeName?: string } }).spec?.nodeName === name;
        },
        { deadlineMs: 60_000, everyMs: 100 },
      );
      await waitFor(
        `${pod} to be gone`,
        async () => {
          const path = `${PODS}/${pod}`;
          return (await server.client.send({ method: 'DELETE', path: `${path}?gracePeriodSeconds=0` })).status === 404;
        },
        { deadlineMs: 30_000, everyMs: 100 },
      );
    }),
  );
}
