import { component } from '../components';
import type { ApiServer } from './api-server';
import { type Daemon, startDaemon } from './daemon';
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
  const { authority, serviceAccounts } = server.certificates;
  const common = (port: number) => [
    ...[`--kubeconfig=${server.kubeconfig}`, '--leader-elect=false'],
    ...['--bind-address=127.0.0.1', `--secure-port=${port}`, `--cert-dir=${server.folder}/controllers`],
  ];
  const [scheduler, controllerManager] = await Promise.all([
    startDaemon(server.folder, 'kube-scheduler', component('kube-scheduler').path, common(schedulerPort)),
    startDaemon(server.folder, 'kube-controller-manager', component('kube-controller-manager').path, [
      ...common(managerPort),
      ...['--use-service-account-credentials', `--service-account-private-key-file=${serviceAccounts}`],
      ...[`--root-ca-file=${authority.cert}`, '--node-monitor-period=1s'],
      `--node-monitor-grace-period=${nodeMonitorGraceSeconds}s`,
    ]),
  ]);
  return { scheduler, controllerManager };
}
