import { presentNodes } from '../lib/spec/topology';
import { describeWith } from './harness/components/describe-with';
import { type ApiServer, startApiServer } from './harness/control-plane/api-server';
import { expectApplied } from './harness/control-plane/apply';
import { startControllers } from './harness/control-plane/controllers';
import { type FakeNodes, startFakeNodes } from './harness/control-plane/fake-nodes';
import { CRD_COMPONENTS, installCrds } from './harness/control-plane/install-crds';
import { nodesOf } from './harness/control-plane/nodes-of';
import { provideVolumes } from './harness/control-plane/provide-volumes';
import { waitForScheduler } from './harness/control-plane/wait-for-scheduler';
import { drain, restart, uncordon, Workloads } from './harness/control-plane/workloads';
import { buildInstance, INSTANCE_COMPONENTS, instanceOf } from './harness/flux/build-instance';
import { waitFor } from './harness/runs/wait-for';
import {
  documentsOf,
  exampleNames,
  forEveryExample,
  kindsFirst,
  missingNamespaces,
  readExample,
} from './harness/examples';

/** Nothing is measured here, and six control planes share the processor with other tests. */
const DEADLINE_MS = 180_000;
const FIRST = ['Namespace', 'PriorityClass', 'StorageClass', 'ServiceAccount', 'ConfigMap', 'PodDisruptionBudget'];

/** One example's cluster, with all of its dist/ applied. */
interface Placed {
  readonly example: string;
  readonly nodes: readonly string[];
  readonly server: ApiServer;
  readonly fakeNodes: FakeNodes;
  readonly workloads: Workloads;
}

/**
 * The kubelets and Longhorn's provisioner are stood in for; the API server, the scheduler and the controllers are real.
 * What takes time here is waiting, as dist/ and Kubernetes have it: all examples wait at the same time.
 */
describeWith(
  'etcd',
  'kube-apiserver',
  'kube-scheduler',
  'kube-controller-manager',
  ...INSTANCE_COMPONENTS,
  ...CRD_COMPONENTS,
)('the scheduler places dist/ of every example, and what flux/ makes the operator install', () => {
  const all: Placed[] = [];

  /** Runs the steps on all examples at once. @throws Error with what failed, by example */
  const everywhere = async (steps: (placed: Placed) => Promise<void>): Promise<void> => {
    const ended = await Promise.allSettled(all.map(steps));
    const failed = ended.flatMap((end, i) =>
      end.status === 'rejected' ? `${all[i]?.example ?? ''}: ${(end.reason as Error).message}` : [],
    );
    expect(failed).toEqual([]);
    expect(all.length).toBe(exampleNames.length);
  };

  beforeAll(async () => {
    await forEveryExample(async (example) => {
      all.push(await place(example));
    });
  });

  afterAll(async () => {
    for (const { fakeNodes, server } of all) {
      await fakeNodes.stop();
      await server.stop();
    }
  });

  test('and every Deployment becomes available', async () => {
    await everywhere(async ({ workloads }) => {
      await workloads.waitUntilAvailable({ deadlineMs: DEADLINE_MS });
      expect(await workloads.pending()).toEqual([]);
    });
  });

  test('with no two replicas on a node where the nodes suffice', async () => {
    await everywhere(async ({ workloads, nodes }) => {
      for (const { name, replicas, nodes: used } of await workloads.placement())
        expect({ name, nodes: new Set(used).size }).toEqual({ name, nodes: Math.min(replicas, nodes.length) });
    });
  });

  test('a rolling update of each completes on these nodes', async () => {
    await everywhere(async ({ server, workloads }) => {
      for (const deployment of await workloads.deployments()) await restart(server, deployment);
      await workloads.waitUntilAvailable({ deadlineMs: DEADLINE_MS });
      expect(await workloads.pending()).toEqual([]);
    });
  });

  test('a drain of each node, one after the other, completes by eviction, and nothing that must run stays pending', async () => {
    await everywhere(async ({ server, workloads, nodes }) => {
      for (const node of nodes) {
        await drain(server, node, { deadlineMs: DEADLINE_MS });
        await workloads.waitUntilAvailable({ deadlineMs: DEADLINE_MS, nodesOut: 1 });
        expect(await workloads.podsOn(node)).toEqual([]);
        await uncordon(server, node);
        await workloads.waitUntilAvailable({ deadlineMs: DEADLINE_MS });
      }
    });
  });

  test('with one node lost nothing that must run stays pending', async () => {
    await everywhere(async ({ fakeNodes, workloads, nodes: [lost = ''] }) => {
      fakeNodes.powerOff(lost);
      await workloads.waitUntilGoneFrom(lost, { deadlineMs: DEADLINE_MS });
      await workloads.waitUntilAvailable({ deadlineMs: DEADLINE_MS, nodesOut: 1 });
      expect(await workloads.pending({ nodesOut: 1 })).toEqual([]);
    });
  });

  // The control for the test above: what would be seen if dist/ did not say nodeTaintsPolicy.
  test('but a spread that counts the lost node leaves one replica pending', async () => {
    const { server, workloads, nodes } = all.find(({ example }) => example === 'three-nodes.yaml')!;
    expectApplied(await server.apply([countsLostNodes(nodes.length)]));
    await waitFor(
      'one replica to stay pending, for its spread',
      async () => {
        const own = (await workloads.pending()).filter((pod) => pod.startsWith('default/counts-lost-nodes-'));
        return own.length === 1 && own[0]?.includes("didn't match pod topology spread constraints");
      },
      { deadlineMs: 30_000 },
    );
  });
});

async function place(example: string): Promise<Placed> {
  const spec = readExample(example);
  const server = await startApiServer({ serviceCidr: spec.cluster.network.serviceCidr });
  await installCrds(server);
  // Long enough for heartbeats that are sent late, as other tests have the processor.
  await startControllers(server, { nodeMonitorGraceSeconds: 12 });
  const fakeNodes = await startFakeNodes(server, nodesOf(spec));
  await waitForScheduler(server, nodesOf(spec));
  const documents = kindsFirst(documentsOf(spec), FIRST).filter(
    // Nothing answers for their services here.
    ({ object }) => !object.kind.endsWith('WebhookConfiguration') && object.kind !== 'APIService',
  );
  const operated = await buildInstance(instanceOf(documents));
  expectApplied(await server.apply(missingNamespaces(documents)));
  expectApplied(await server.apply(operated.filter(({ kind }) => kind !== 'CustomResourceDefinition')));
  expectApplied(await server.apply(documents));
  expectApplied(await server.apply(provideVolumes(documents)));
  const nodes = presentNodes(spec).map(({ name }) => name);
  return { example, nodes, server, fakeNodes, workloads: new Workloads(server) };
}

/** One replica for each node, hard spread, with Kubernetes' default for tainted nodes. */
function countsLostNodes(replicas: number) {
  const labels = { app: 'counts-lost-nodes' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: labels.app, namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: 'main', image: 'none' }],
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'DoNotSchedule',
              labelSelector: { matchLabels: labels },
            },
          ],
        },
      },
    },
  };
}
