import { component } from '../harness/components';
import type { Cluster } from '../harness/cluster/cluster';
import { leaseHolder } from '../harness/cluster/steady-state';
import { expectApplied } from '../harness/control-plane/apply';
import { uncordon } from '../harness/control-plane/workloads';
import { waitFor } from '../harness/runs/wait-for';
import type { Daemon } from '../harness/runs/daemon';
import type { Experiment } from './experiment';
import type { FigureId } from './figures';
import type { ClusterEvent } from './time-line';
import { changeTaints } from './taints';
import { deleteWorkloads, nodeLostWorkloads, runningPods } from './workloads';

/** Set by hand once the node is known to be off, and removed by hand: Kubernetes does neither. */
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';
const ELECTED = 'lab-elected';
const REPLACED = { deadlineMs: 180_000 } as const;

const FIGURES: readonly FigureId[] = [
  ...(['node-not-ready', 'no-execute', 'pods-evicted', 'single-replaced', 'stateless-replaced'] as const),
  ...(['stateful-replaced', 'elected-lease', 'node-back', 'write-gap'] as const),
];

/** An agent loses its power, with a pod of each kind of workload on it. */
export function nodeLostExperiments(cluster: Experiment['cluster']): readonly Experiment[] {
  return [
    {
      id: 'node-lost',
      title: 'an agent loses its power, with stateless, stateful and leader-elected workloads on it',
      ...{ cluster, prepare },
      run: async (stage) => {
        const node = lostNode(stage.cluster);
        await stage.act({ action: 'power-off', hosts: [node] });
        await stage.until('the single pod to be replaced', runs('single', node), REPLACED);
        await stage.until('the other to be replaced', runs('stateless', node), REPLACED);
        // Longer than the pod collector takes to come round: nothing comes.
        await stage.last(25_000);
        await stage.act({ action: 'start', hosts: [node] });
        await stage.until('the node to be Ready', (e) => e.type === 'node-ready' && e.node === node, REPLACED);
        await stage.until('the stateful pod to run again', runs('stateful'), REPLACED);
        return stage.cluster.nodes.filter((name) => name !== node);
      },
      figures: FIGURES,
    },
    {
      id: 'node-lost-out-of-service',
      title: 'the same; once its pods are to go the node gets the out-of-service taint',
      ...{ cluster, prepare },
      run: async (stage) => {
        const node = lostNode(stage.cluster);
        await stage.act({ action: 'power-off', hosts: [node] });
        await stage.until('the single pod to be replaced', runs('single', node), REPLACED);
        await stage.act({
          action: 'taint',
          node,
          taint: `${OUT_OF_SERVICE}=nodeshutdown:NoExecute`,
        });
        await stage.until('the stateful pod to run elsewhere', runs('stateful', node), REPLACED);
        await stage.act({ action: 'start', hosts: [node] });
        await stage.until('the node to be Ready', (e) => e.type === 'node-ready' && e.node === node, REPLACED);
        return stage.cluster.nodes.filter((name) => name !== node);
      },
      figures: [...FIGURES.filter((id) => id !== 'stateful-replaced'), 'stateful-after-taint'],
    },
    {
      id: 'drain',
      title: 'the agent is drained, with the same workloads on it',
      ...{ cluster, prepare: prepareWorkloads },
      run: async (stage) => {
        const node = lostNode(stage.cluster);
        await stage.act({ action: 'drain', node });
        for (const workload of ['single', 'stateless', 'stateful'])
          await stage.until(`${workload} to run elsewhere`, runs(workload, node), REPLACED);
        return stage.cluster.nodes;
      },
      figures: ['single-away', 'stateless-away', 'stateful-away', 'write-gap'],
    },
  ];
}

/** @param notOn a node that does not count */
function runs(workload: string, notOn?: string) {
  return (e: ClusterEvent): boolean => e.type === 'pod-running' && e.workload === workload && e.node !== notOn;
}

function lostNode({ nodes }: Cluster): string {
  return nodes.at(-1) ?? '';
}

async function prepare(cluster: Cluster): Promise<() => Promise<void>> {
  const node = lostNode(cluster);
  const [other = ''] = cluster.nodes.filter((name) => !cluster.servers.includes(name) && name !== node);
  const takeWorkloadsAway = await prepareWorkloads(cluster);
  const leading = await startElected(cluster, node);
  await waitFor('the elected one to lead', async () => (await electedHolder(cluster)) === node, { deadlineMs: 60_000 });
  const waiting = await startElected(cluster, other);
  // The one on the lost node has lost its link: it ends when it cannot renew its lease.
  return async () => {
    await Promise.all([leading.stop('SIGKILL'), waiting.stop('SIGKILL')]);
    await takeWorkloadsAway();
  };
}

async function prepareWorkloads(cluster: Cluster): Promise<() => Promise<void>> {
  const node = lostNode(cluster);
  const api = cluster.serverApi(cluster.servers[0] ?? '');
  expectApplied(await api.apply(nodeLostWorkloads(node)));
  await waitFor('all pods to run', async () => (await runningPods(cluster)) === 4, { deadlineMs: 30_000 });
  return async () => {
    await deleteWorkloads(cluster);
    await uncordon(api, node);
    await changeTaints(cluster, node, (taints) => taints.filter(({ key }) => key !== OUT_OF_SERVICE));
  };
}

/** A controller of a cluster as operators are: a second kube-scheduler, which nobody asks, with a lease of its own. */
async function startElected(cluster: Cluster, host: string): Promise<Daemon> {
  return cluster.network
    .host(host)
    .start('elected', component('kube-scheduler').path, [
      ...[`--kubeconfig=${cluster.credentials.kubeconfigs.node}`, '--leader-elect=true', '--secure-port=0'],
      `--leader-elect-resource-name=${ELECTED}`,
    ]);
}

async function electedHolder(cluster: Cluster): Promise<string | undefined> {
  return leaseHolder(cluster.serverApi(cluster.servers[0] ?? ''), ELECTED, 15_000);
}
