import type { Cluster } from '../harness/cluster/cluster';
import { type ControllerLease } from '../harness/cluster/steady-state';
import { expectApplied } from '../harness/control-plane/apply';
import type { Experiment } from './experiment';
import { deleteWorkloads, deployment } from './workloads';

const TAKEN = { deadlineMs: 60_000 } as const;

/** The scheduler or the controller manager that holds the lease ends; a Deployment is made at once, which needs both. */
export function controllerExperiments(cluster: Experiment['cluster']): readonly Experiment[] {
  const programs = ['scheduler', 'controller-manager'] as const;
  return programs.flatMap((program) =>
    (['kill', 'terminate'] as const).map((action) => controllerEnded(cluster, program, action)),
  );
}

function controllerEnded(
  cluster: Experiment['cluster'],
  program: 'scheduler' | 'controller-manager',
  action: 'kill' | 'terminate',
): Experiment {
  const lease: ControllerLease = `kube-${program}`;
  return {
    id: `${program}-${action === 'kill' ? 'killed' : 'terminated'}`,
    title: `the leading ${lease} is ${action === 'kill' ? 'killed' : 'told to end'}`,
    cluster,
    prepare: async (on: Cluster) => async () => deleteWorkloads(on),
    run: async (stage) => {
      const host = stage.before.leaseHolders[lease] ?? '';
      await stage.act({ action, host, program });
      expectApplied(await stage.cluster.serverApi(host).apply([deployment({ name: 'probe', replicas: 1 })]));
      await stage.until(`${lease} to be led`, (e) => e.type === 'lease-taken' && e.lease === lease, TAKEN);
      await stage.until('the pod to run', (e) => e.type === 'pod-running' && e.workload === 'probe', TAKEN);
      return stage.cluster.nodes;
    },
    figures: [`${program}-lease`, 'pod-created', 'pod-running', 'write-gap'],
  };
}
