import type { Failure } from '../failures/failure';
import { apiAfter } from '../outcome/api-outcome';
import { cutOff, unseenCuts } from '../partition/reach';
import { lossOutcome, outcomeFor } from '../outcome/service-outcome';
import type { Cut } from '../quorum/quorum';
import type { Scenario, ServiceOutcome, VolumeOutcome } from '../simulation-result';
import { volumeOutcome } from '../storage/volume-outcome';
import { inSequence } from '../timing/duration';
import type { PodGroup } from '../world/pod-groups';
import type { World } from '../world/world';
import { cutOffSides } from './cut-off-sides';
import { scenario } from './scenario';
import { groundOf, NONE, type Workbench } from './workbench';
import { worstService, worstVolumes } from './worst';

/** Links carry nothing, each by itself: two nodes that do not reach each other may both reach a third. */
export function linksCut(failure: Failure, cuts: readonly Cut[], bench: Workbench): Scenario {
  const { world } = bench;
  const state = apiAfter(world, NONE, cuts);
  const nodes = world.model.nodes.all.map(({ metadata }) => metadata.name);
  if (!state.hasQuorum) {
    // Nobody can tell others that a node is away: all pods run on, each side alone.
    const services = world.groups.map((group) =>
      apart(group, 'each side reaches only its own pods, and nothing is replaced'),
    );
    const sides = cutOffSides(new Set(nodes), cuts, bench);
    const note = 'No side has a majority of etcd: what runs goes on as it is.';
    return scenario(failure, state, services, { note, sides });
  }
  const cases = waysToBeCutOff(state.serving, nodes, cuts);
  const judged = cases.map((lost) => servicesApart(lost, cuts, bench));
  const most = cases.reduce((a, b) => (b.size > a.size ? b : a), NONE);
  const ifSo = cases.length > 1 ? ', if etcd has the leader that is worst for them' : '';
  return scenario(
    failure,
    state,
    world.groups.map((_, i) => worstService(judged.flatMap((services) => services[i] ?? []))),
    {
      volumes: worstVolumes(cases.map((lost) => volumesApart(lost, world))),
      pending: bench.pendingWithout(most),
      note: most.size > 0 ? `Cut off from the API: ${[...most].join(', ')}${ifSo}. Their pods run on.` : '',
      sides: cutOffSides(most, cuts, bench),
    },
  );
}

/** Who is without the API: nobody can tell which of the members that may lead does, and each leads others. */
function waysToBeCutOff(
  serving: readonly ReadonlySet<string>[],
  nodes: readonly string[],
  cuts: readonly Cut[],
): readonly ReadonlySet<string>[] {
  const ways = new Map<string, ReadonlySet<string>>();
  for (const servers of serving) {
    const lost = cutOff(nodes, servers, cuts);
    ways.set([...lost].join('\n'), lost);
  }
  return ways.size > 0 ? [...ways.values()] : [NONE];
}

function servicesApart(lost: ReadonlySet<string>, cuts: readonly Cut[], bench: Workbench): readonly ServiceOutcome[] {
  const ground = groundOf(bench, { lost, runsOn: true });
  const unseen = unseenCuts(lost, cuts);
  return bench.world.groups.map((group) => {
    const outcome = lossOutcome(group, bench.losses.of(group, lost), ground);
    if (outcome.verdict !== 'survives' || unseen.length === 0 || group.role !== 'server') return outcome;
    return apart(
      group,
      `requests between ${unseen.map((cut) => cut.join(' and ')).join(', ')} fail, and no node counts as lost`,
    );
  });
}

/** A copy that is cut off goes on taking writes of a pod beside it. */
function volumesApart(lost: ReadonlySet<string>, world: World): readonly VolumeOutcome[] {
  return [...world.volumes].flatMap(([group, volumes]) =>
    volumes.map((volume) => {
      const outcome = volumeOutcome(volume, group, world, { nodes: lost, forGood: false });
      const isExposed = lost.size > 0 && volume.exclusive && volume.keeps === 'replicated';
      if (!isExposed || outcome.verdict === 'survives') return outcome;
      const reason = `${outcome.reason}; what a pod that is cut off still writes is lost`;
      return { ...outcome, lossSeconds: null, reason };
    }),
  );
}

/** Some reach it and some do not, for as long as the links are cut. */
function apart(group: PodGroup, reason: string): ServiceOutcome {
  const wait = {
    name: 'the links carry again',
    minSeconds: 0,
    maxSeconds: null,
    source: 'nothing repairs them by itself',
  };
  return outcomeFor(group, 'degrades', reason, { outage: inSequence([wait]), act: 'Repair the links.' });
}
