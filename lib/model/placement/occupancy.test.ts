import { bindableNodes, onePod, TAINTED, withState } from './occupancy';
import { NONE, type PlacementProblem } from './placement-problem';

const problem = (more: Partial<PlacementProblem>): PlacementProblem => ({
  nodes: ['n0', 'n1', 'n2'],
  replicas: 3,
  maxSurge: 1,
  capacity: [4, 4, 4],
  spreads: [],
  affinities: [],
  antiAffinities: [],
  ...more,
});
const each = [0, 1, 2];
const spread = { maxSkew: 1, minDomains: 1, domains: each, perRevision: false, countsTainted: true };
const old = onePod(0);
const young = onePod(1);
const bindable = (of: PlacementProblem, cells: number[], revision = 0) =>
  each.filter(bindableNodes(of, Int32Array.from(cells), revision));

describe('bindableNodes', () => {
  test('spread over revisions counts all pods, spread within one those of its own', () => {
    const cells = [old, old, young];
    expect(bindable(problem({ spreads: [spread] }), cells, 1)).toEqual([0, 1, 2]);
    expect(bindable(problem({ spreads: [{ ...spread, perRevision: true }] }), cells, 1)).toEqual([0, 1]);
    expect(bindable(problem({ spreads: [{ ...spread, perRevision: true }] }), cells, 0)).toEqual([2]);
    expect(bindable(problem({ antiAffinities: [{ domains: each, perRevision: true }] }), cells, 1)).toEqual([0, 1]);
  });

  test('an empty domain with a dead node keeps the others from taking more, unless it is not counted', () => {
    const cells = [old, old, withState(0, TAINTED)];
    expect(bindable(problem({ spreads: [spread] }), cells)).toEqual([]);
    expect(bindable(problem({ spreads: [{ ...spread, countsTainted: false }] }), cells)).toEqual([0, 1]);
  });

  test('a pod on a dead node still keeps its like out of the domain', () => {
    const antiAffinities = [{ domains: [0, 0, 1], perRevision: false }];
    expect(bindable(problem({ antiAffinities }), [withState(old, TAINTED), 0, 0])).toEqual([2]);
  });

  test('nodes without the key are in no domain', () => {
    const antiAffinities = [{ domains: [0, NONE, NONE], perRevision: false }];
    expect(bindable(problem({ antiAffinities }), [old, old, 0])).toEqual([1, 2]);
  });

  test('the first pod may go anywhere, the next to its like', () => {
    const affinities = [{ domains: [0, 0, 1], perRevision: false }];
    expect(bindable(problem({ affinities }), [0, 0, 0])).toEqual([0, 1, 2]);
    expect(bindable(problem({ affinities }), [old, 0, 0])).toEqual([0, 1]);
  });
});
