import type { ApiServer } from '../control-plane/api-server';
import { expectApplied } from '../control-plane/apply';
import type { ObjectReference } from '../control-plane/resource-paths';
import { waitFor } from '../runs/wait-for';

/** Deployments and budgets with numbers and percentages that do not come out even, and what controllers make of them. */

const NAMESPACE = 'rounded';
const DEADLINE = { deadlineMs: 120_000, everyMs: 200 };

type Count = number | string;

const ROLLOUTS: readonly (readonly [number, Count | undefined, Count | undefined])[] = [
  [1, undefined, undefined],
  [2, undefined, undefined],
  [3, undefined, undefined],
  [5, undefined, undefined],
  [7, '33%', '10%'],
  [3, '34%', 0],
  [5, '10%', '0%'],
  [2, '100%', 0],
  [4, 1, '51%'],
  [3, 0, 1],
];
const BUDGETS: readonly object[] = [
  ...[1, 3, '1%', '34%', '50%', '67%', '100%'].flatMap((n) => [{ minAvailable: n }, { maxUnavailable: n }]),
  { maxUnavailable: 0 },
  { minAvailable: '0%' },
  {},
];

const labels = (name: string) => ({ app: name });

function deployment(
  name: string,
  [replicas, maxUnavailable, maxSurge]: (typeof ROLLOUTS)[number],
  image: string,
): ObjectReference {
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      replicas,
      strategy: { rollingUpdate: { maxUnavailable, maxSurge } },
      selector: { matchLabels: labels(name) },
      template: { metadata: { labels: labels(name) }, spec: { containers: [{ name: 'main', image }] } },
    },
  };
  return object;
}

const deploymentsOf = (image: string) => ROLLOUTS.map((rollout, i) => deployment(`d${i}`, rollout, image));

export const ROUNDED = {
  namespace: NAMESPACE,
  deployments: deploymentsOf('shop:1'),
  budgets: ['d0', 'd3', 'd4'].flatMap((name) =>
    BUDGETS.map(
      (amount, i): ObjectReference =>
        ({
          apiVersion: 'policy/v1',
          kind: 'PodDisruptionBudget',
          metadata: { name: `${name}-${i}`, namespace: NAMESPACE },
          spec: { ...amount, selector: { matchLabels: labels(name) } },
        }) as ObjectReference,
    ),
  ),
};

interface List<T> {
  readonly items: readonly (T & { readonly metadata: Metadata })[];
}

interface Metadata {
  readonly name: string;
  readonly generation: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** How many pods each budget permits to be away, once the disruption controller has counted all of them. */
export async function budgetsOf(server: ApiServer): Promise<Readonly<Record<string, number>>> {
  interface Status {
    readonly status?: { readonly expectedPods: number; readonly desiredHealthy: number };
  }
  const counts = new Map(ROUNDED.deployments.map(({ metadata }, i) => [metadata.name, ROLLOUTS[i]?.[0] ?? 0]));
  return waitFor(
    'budgets to be counted',
    async () => {
      const { items } = await list<Status>(server, 'policy/v1', 'poddisruptionbudgets');
      // One with neither number expects none.
      const counted = items.filter(({ metadata: { name }, status }) => {
        const isEmpty = name.endsWith(`-${BUDGETS.length - 1}`);
        return status !== undefined && (isEmpty || status.expectedPods === counts.get(name.split('-')[0] ?? ''));
      });
      if (counted.length < ROUNDED.budgets.length) return undefined;
      return Object.fromEntries(
        items.map(({ metadata, status }) => [
          metadata.name,
          Math.max(0, (status?.expectedPods ?? 0) - (status?.desiredHealthy ?? 0)),
        ]),
      );
    },
    DEADLINE,
  );
}

/**
 * How many pods an update of each Deployment takes away, and how many it makes more. No pod gets ready here, so that
 * the update stops where the numbers stop it: the old pods are fewer by what may be unavailable, and all together are
 * more by the surge.
 */
export async function rolloutsOf(server: ApiServer): Promise<Readonly<Record<string, readonly number[]>>> {
  interface Set {
    readonly spec: {
      readonly replicas: number;
      readonly template: { readonly spec: { containers: { image: string }[] } };
    };
  }
  const setsOf = async () => {
    const { items } = await list<Set>(server, 'apps/v1', 'replicasets');
    return new Map(
      items.map(({ metadata, spec }) => [
        `${metadata.labels?.['app'] ?? ''} ${spec.template.spec.containers[0]?.image ?? ''}`,
        spec.replicas,
      ]),
    );
  };
  await waitFor(
    'the first ReplicaSets',
    async () => {
      const sets = await setsOf();
      return ROLLOUTS.every(([replicas], i) => sets.get(`d${i} shop:1`) === replicas);
    },
    DEADLINE,
  );
  expectApplied(await server.apply(deploymentsOf('shop:2')));
  let last = '';
  let calm = 0;
  return waitFor(
    'updates to stand still',
    async () => {
      const sets = await setsOf();
      const now = JSON.stringify([...sets]);
      calm = now === last ? calm + 1 : 0;
      last = now;
      if (calm < 10 || sets.size < 2 * ROLLOUTS.length) return undefined;
      return Object.fromEntries(
        ROLLOUTS.map(([replicas], i) => {
          const [old = 0, fresh = 0] = [sets.get(`d${i} shop:1`), sets.get(`d${i} shop:2`)];
          return [`d${i}`, [replicas - old, old + fresh - replicas]];
        }),
      );
    },
    DEADLINE,
  );
}

async function list<T>(server: ApiServer, group: string, resource: string): Promise<List<T>> {
  const path = `/apis/${group}/namespaces/${NAMESPACE}/${resource}`;
  return (await server.client.mustSend({ method: 'GET', path })) as List<T>;
}
