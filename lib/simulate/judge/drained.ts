import type { Failure } from '../failures/failure';
import { apiAfter } from '../outcome/api-outcome';
import { drainOutcome } from '../outcome/drain-outcome';
import type { Scenario } from '../simulation-result';
import { volumesAfter } from './nodes-lost';
import { scenario } from './scenario';
import { groundOf, untouched, type Workbench } from './workbench';
import { worst, worstService, worstVolumes } from './worst';

/** Nodes are drained one after the other, and with an upgrade restarted as well: the worst of all of them. */
export function drained(
  failure: Failure,
  nodes: readonly string[],
  bench: Workbench,
  { restarts }: { readonly restarts: boolean },
): Scenario {
  const { world } = bench;
  const ground = groundOf(bench, {});
  const services = world.groups.map((group) => worstService(nodes.map((node) => drainOutcome(group, node, ground))));
  if (!restarts) return scenario(failure, untouched(bench), services);
  const states = nodes.map((name) => apiAfter(world, new Set([name]), []));
  return scenario(
    failure,
    worst(states, ({ api }) => api),
    services,
    {
      volumes: worstVolumes(nodes.map((name) => volumesAfter(new Set([name]), world))),
      note: 'Each node is drained, restarted and ready again before the next. Between two wait until all volumes have all of their copies, and etcd all of its members.',
    },
  );
}
