import { referenceTo } from '../../model/object-reference';
import { sidesOf } from '../partition/reach';
import type { Cut } from '../quorum/quorum';
import type { CutOffSide } from '../simulation-result';
import { untilQuorum } from '../timing/api-loss';
import { inSequence } from '../timing/duration';
import type { PodGroup } from '../world/pod-groups';
import type { Workbench } from './workbench';

/** What those see who are cut off from the API: pods within reach run on, and nothing there is changed or replaced. */
export function cutOffSides(
  away: ReadonlySet<string>,
  cuts: readonly Cut[],
  { world, losses }: Workbench,
): readonly CutOffSide[] {
  const nodes = world.model.nodes.all.map(({ metadata }) => metadata.name);
  const served = world.groups.filter(({ role }) => role === 'server');
  return sidesOf(away, nodes, cuts).map((side) => {
    const outOfReach = new Set(nodes.filter((name) => !side.reaches.has(name)));
    const answers = served.map((group) => ({ group, verdict: losses.of(group, outOfReach).verdict }));
    const named = (verdict: 'outage' | 'inconclusive') =>
      answers.flatMap(({ group, verdict: found }) => (found === verdict ? [serviceOf(group)] : []));
    return {
      nodes: side.nodes,
      reached: side.reaches.size,
      api: {
        verdict: 'outage',
        outage: inSequence(untilQuorum('links', world.settings)),
        reason: 'no server within reach has a leader of etcd: nothing is written, and what is read grows old',
      },
      without: named('outage'),
      unclear: named('inconclusive'),
    };
  });
}

/** The same for every side: there may be many. */
function serviceOf(group: PodGroup): CutOffSide['without'][number] {
  let service = services.get(group);
  if (!service) services.set(group, (service = { object: referenceTo(group.object), part: group.part ?? null }));
  return service;
}

const services = new WeakMap<PodGroup, CutOffSide['without'][number]>();
