import type { Failure } from '../failures/failure';
import { apiAfter } from '../outcome/api-outcome';
import { outcomeFor } from '../outcome/service-outcome';
import type { Scenario } from '../simulation-result';
import { scenario } from './scenario';
import { NONE, type Workbench } from './workbench';

/** k3s ends, its containers do not, nor does an etcd beside it: everything runs on, and nothing is changed. */
export function serversStopped(failure: Failure, servers: ReadonlySet<string>, { world }: Workbench): Scenario {
  const services = world.groups.map((group) =>
    outcomeFor(group, 'survives', 'its pods run on; nothing replaces one that ends'),
  );
  return scenario(failure, apiAfter(world, servers, [], NONE), services, {
    note: 'Only k3s stops on these servers; the machines and their containers go on.',
  });
}
