import { REAL_SETTINGS } from '../harness/cluster/settings';
import type { Experiment } from './experiment';
import type { FigureId } from './figures';
import type { Stage } from './stage';
import { nodeLostExperiments } from './node-lost';
import { controllerExperiments } from './controller-leaders';

const FIVE_HOSTS = { servers: 3, agents: 2, settings: REAL_SETTINGS } as const;
const CALM = { deadlineMs: 120_000 } as const;
/** As long as earlier measurements cut. */
const CUT_MS = 14_000;

const SEEN: readonly FigureId[] = [
  ...(['write-gap', 'quorum-read-gap', 'cached-read-gap', 'kept-read-gap'] as const),
  ...(['failed-writes', 'failed-quorum-reads', 'failed-cached-reads', 'clean-after'] as const),
  ...(['stalest-cached-read', 'marked-down'] as const),
];
const CUT_OFF: readonly FigureId[] = ['minority-last-write', 'minority-stale-until', 'minority-back'];

/** What a server's end or loss does; it stays so until all others are well. */
function serverLost(id: string, title: string, action: 'crash' | 'power-off', who: 'leader' | 'follower'): Experiment {
  return {
    ...{ id, title, cluster: FIVE_HOSTS },
    run: async (stage) => {
      const host = stage[who];
      await stage.act({ action, hosts: [host] });
      return calm(stage, [host]);
    },
    figures: [...SEEN, 'etcd-leader', 'controllers-ended'],
  };
}

function serverCut(id: string, title: string, who: 'leader' | 'follower'): Experiment {
  return {
    ...{ id, title, cluster: FIVE_HOSTS },
    run: async (stage) => {
      const host = stage[who];
      await stage.act({ action: 'cut', hosts: [host] });
      await stage.last(CUT_MS);
      await stage.act({ action: 'heal', hosts: [host] });
      await stage.cluster.steady(CALM);
      return others(stage, [host]);
    },
    figures: [...SEEN, 'etcd-leader', 'controllers-ended', ...CUT_OFF, 'rejoined'],
  };
}

/** Everybody is on a side of its own; nobody but those of `majority` can write. */
function split(
  id: string,
  title: string,
  cluster: Experiment['cluster'],
  sidesOf: (stage: Stage) => { readonly sets: readonly (readonly string[])[]; readonly majority: readonly string[] },
  figures: readonly FigureId[],
): Experiment {
  return {
    ...{ id, title, cluster, figures },
    run: async (stage) => {
      const { sets, majority } = sidesOf(stage);
      await stage.act({ action: 'split', sets });
      await stage.last(CUT_MS);
      await stage.act({ action: 'heal', hosts: [] });
      await stage.undisturbed(stage.cluster.nodes, CALM);
      return majority;
    },
  };
}

const majorityLost: Experiment = {
  id: 'majority-lost',
  title: 'two of three servers crash; after 20 s one is started again',
  cluster: FIVE_HOSTS,
  run: async (stage) => {
    const { leader, follower } = stage;
    await stage.act({ action: 'crash', hosts: [leader, follower] });
    await stage.last(20_000);
    await stage.act({ action: 'start', hosts: [follower] });
    return calm(stage, [leader, follower]);
  },
  figures: ['writes-back', 'quorum-reads-back', 'failed-writes', 'failed-quorum-reads', 'failed-cached-reads'],
};

const cutBetween: Experiment = {
  id: 'cut-between',
  title: 'the leader and a follower do not reach each other; all others reach both',
  cluster: FIVE_HOSTS,
  run: async (stage) => {
    await stage.act({ action: 'cut-between', hosts: [stage.leader, stage.follower] });
    await stage.last(CUT_MS);
    await stage.act({ action: 'heal', hosts: [stage.leader, stage.follower] });
    await stage.undisturbed(stage.cluster.nodes, CALM);
    return stage.cluster.nodes;
  },
  figures: [...SEEN, 'etcd-leader', 'controllers-ended', 'writes-back'],
};

export const experiments: readonly Experiment[] = [
  serverLost('crash-leader', 'the server with the leader of etcd crashes', 'crash', 'leader'),
  serverLost('crash-follower', 'another server crashes', 'crash', 'follower'),
  serverLost('power-off-leader', 'the leader loses its power: no packet says so', 'power-off', 'leader'),
  serverLost('power-off-follower', 'another server loses its power', 'power-off', 'follower'),
  serverCut('cut-leader', 'a black hole around the leader for 14 s', 'leader'),
  serverCut('cut-follower', 'a black hole around another server for 14 s', 'follower'),
  cutBetween,
  majorityLost,
  split(
    'split-uneven',
    'the leader and an agent on one side, two servers and an agent on the other, for 14 s',
    FIVE_HOSTS,
    ({ leader, cluster }) => {
      const [agent = ''] = cluster.nodes.filter((name) => !cluster.servers.includes(name));
      const majority = cluster.nodes.filter((name) => name !== leader && name !== agent);
      return { sets: [[leader, agent], majority], majority };
    },
    [...SEEN, ...CUT_OFF],
  ),
  split(
    'split-even',
    'four servers, two on each side, for 14 s',
    { servers: 4, agents: 0, settings: REAL_SETTINGS },
    ({ cluster: { servers } }) => ({ sets: [servers.slice(0, 2), servers.slice(2)], majority: [] }),
    CUT_OFF,
  ),
  split(
    'split-2-1-2',
    'five servers, split two, one and two, for 14 s',
    { servers: 5, agents: 0, settings: REAL_SETTINGS },
    ({ cluster: { servers } }) => ({
      sets: [servers.slice(0, 2), servers.slice(2, 3), servers.slice(3)],
      majority: [],
    }),
    CUT_OFF,
  ),
  ...controllerExperiments(FIVE_HOSTS),
  ...nodeLostExperiments(FIVE_HOSTS),
];

/** Waits until all but the lost ones are well. */
async function calm(stage: Stage, lost: readonly string[]): Promise<readonly string[]> {
  const rest = others(stage, lost);
  await stage.undisturbed(rest, CALM);
  return rest;
}

function others({ cluster }: Stage, lost: readonly string[]): readonly string[] {
  return cluster.nodes.filter((name) => !lost.includes(name));
}
