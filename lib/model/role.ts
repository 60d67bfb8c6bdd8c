import type { ClusterModel } from './cluster-model';
import { hostPortsOf } from './kubernetes/host-ports';
import { servesClients } from './service';
import type { Workload } from './workload';

/**
 * What stands still while none of a workload's pods is there.
 *
 * - `server`: those who ask it get no answer.
 * - `control-loop`: the cluster is not brought to what is asked for; what runs goes on.
 * - `worker`: nobody is known to ask it; its work waits.
 * - `job`: it ends by itself, or helps while something is installed.
 */
export type Role = 'server' | 'control-loop' | 'worker' | 'job';

/** What the API server itself asks. */
const API_SERVER: ReadonlySet<string> = new Set(['webhook', 'api', 'conversion']);

export function roleOf(workload: Workload, model: ClusterModel): Role {
  const program = model.program(workload);
  const { object, kind, pod } = workload;
  if (kind === 'job' || 'helm.sh/hook' in object.annotations || program?.role === 'deploy-helper') return 'job';
  const services = model.servicesOf(workload);
  // Requests of the API server wait for an answer, also from what is a control loop otherwise.
  const needed = services.flatMap((service) => model.referencesTo(service));
  if (needed.some(({ how, optional }) => API_SERVER.has(how) && !optional)) return 'server';
  if (program?.role === 'control-loop') return 'control-loop';
  if (program?.role === 'ingress-controller') return 'server';
  if (services.some(servesClients)) return 'server';
  // A bare pod's port is that of one node, which clients cannot know once it has moved: it does not move.
  return kind !== 'pod' && hostPortsOf(pod.scheduling).length > 0 ? 'server' : 'worker';
}
