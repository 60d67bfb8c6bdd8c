import { component } from '../components';
import type { ApiServer } from './api-server';
import { type Daemon, startDaemon } from '../runs/daemon';
import { controllerFlags, controllerManagerFlags } from './flags';
import { freePorts } from './free-ports';

/** The two programs that act on an API server's objects. */
export interface Controllers {
  readonly scheduler: Daemon;
  readonly controllerManager: Daemon;
}

export interface ControllerOptions {
  /** After this time without a heartbeat a node counts as lost. @default 6, Kubernetes' own is 50 */
  readonly nodeMonitorGraceSeconds?: number;
}

/** Starts kube-scheduler and kube-controller-manager beside an API server; they end with it. */
export async function startControllers(
  server: ApiServer,
  { nodeMonitorGraceSeconds = 6 }: ControllerOptions = {},
): Promise<Controllers> {
  const [schedulerPort = 0, managerPort = 0] = await freePorts(2);
  const common = (port: number) => [
    ...controllerFlags({ kubeconfig: server.kubeconfig, port, certificateFolder: `${server.folder}/controllers` }),
    '--leader-elect=false',
  ];
  const [scheduler, controllerManager] = await Promise.all([
    startDaemon(server.folder, 'kube-scheduler', component('kube-scheduler').path, common(schedulerPort)),
    startDaemon(server.folder, 'kube-controller-manager', component('kube-controller-manager').path, [
      ...common(managerPort),
      ...controllerManagerFlags({
        ...server.certificates,
        nodeMonitorPeriodMs: 1000,
        nodeMonitorGraceMs: nodeMonitorGraceSeconds * 1000,
      }),
    ]),
  ]);
  return { scheduler, controllerManager };
}
