import type { Resources } from '../../model/kubernetes/resources';
import type { World } from '../world/world';
import { type AfterLoss, capacityAfterLoss } from './capacity-after-loss';
import { totalRequests } from './room-after-loss';

/** Whether all pods find room at the same time when any so many nodes are away; with 0: as it is. */
export interface RoomLeft {
  readonly losses: number;
  /** Sets of nodes without which they cannot; of sets that are alike one. */
  readonly lacking: readonly { readonly lost: readonly string[]; readonly alike: number }[];
  /** Sets for which it was not told. */
  readonly unclear: number;
}

/** Beyond this many pods times nodes the search is too long; what stays pending in the likely placement is told anyway. */
const MOST_PLACES = 4_000;

/** For one and two nodes away, or where pods find no room as it is for that alone; nothing where no node says what it has. Undefined: whoever asks may stop here. */
export function* roomLeft(world: World): Generator<RoomLeft | undefined> {
  const { model, groups, offers } = world;
  const nodes = model.nodes.all;
  const pods = groups.reduce((sum, { replicas }) => sum + replicas, 0);
  if (!model.nodes.known || ![...offers.values()].some(Boolean) || pods * nodes.length > MOST_PLACES) return;
  // Where one does not run everywhere, it is left out: no node is said to be full because of it.
  const daemons = groups.filter(
    ({ pods: { replicas: each }, replicas }) => each === 'perNode' && replicas === nodes.length,
  );
  const reserved: Resources = totalRequests(daemons.map(({ pods: { spec } }) => ({ spec, count: 1 })));
  const sets = groups.map((group) => group.pods);
  const [whole] = capacityAfterLoss(sets, { nodes, reserved }, 0);
  if (whole?.fit.verdict === 'lacks-room') {
    yield { losses: 0, lacking: [{ lost: [], alike: 1 }], unclear: 0 };
    return;
  }
  for (const losses of ([1, 2] as const).filter((count) => count < nodes.length)) {
    const answers: AfterLoss[] = [];
    for (const answer of capacityAfterLoss(sets, { nodes, reserved }, losses)) {
      answers.push(answer);
      yield undefined;
    }
    yield {
      losses,
      lacking: answers.flatMap(({ lost, alike, fit }) => (fit.verdict === 'lacks-room' ? [{ lost, alike }] : [])),
      unclear: answers.filter(({ fit }) => fit.verdict === 'inconclusive').length,
    };
  }
}
