import type { Cluster } from '../harness/cluster/cluster';
import { waitFor } from '../harness/runs/wait-for';

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

interface Node {
  readonly metadata: { readonly resourceVersion: string };
  readonly spec: { readonly taints?: readonly Taint[] };
}

/** KEY=VALUE:EFFECT. */
export function readTaint(text: string): Taint {
  const [, key = '', value = '', effect = ''] = /^(.*)=(.*):(.*)$/.exec(text) ?? [];
  return { key, value, effect };
}

/** Changes the taints of a node, and of those that others set at the same time none is lost. */
export async function changeTaints(
  cluster: Cluster,
  node: string,
  change: (taints: readonly Taint[]) => readonly Taint[],
): Promise<void> {
  const { client } = cluster.serverApi(cluster.servers[0] ?? '');
  const path = `/api/v1/nodes/${node}`;
  await waitFor(
    `the taints of ${node} to be changed`,
    async () => {
      const { metadata, spec } = (await client.mustSend({ method: 'GET', path })) as Node;
      const { resourceVersion } = metadata;
      const body = JSON.stringify({ metadata: { resourceVersion }, spec: { taints: change(spec.taints ?? []) } });
      const contentType = 'application/merge-patch+json';
      return client.mustSend({ method: 'PATCH', path, body, contentType });
    },
    { deadlineMs: 10_000 },
  );
}
