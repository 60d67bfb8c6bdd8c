import { apart, inZones, pods, spread } from '../../model/placement/testing';
import { serviceCutSets } from './service-cut-sets';

const nodes = inZones('abcd');
const cutsOf = (workloads: Parameters<typeof serviceCutSets>[0], order: number) =>
  serviceCutSets(workloads, { nodes }, { order }).sets.map((set) => [set.nodes.join('+'), set.alike]);

describe('serviceCutSets', () => {
  test('of one workload', () => {
    expect(cutsOf([pods(2, [], apart())], 2)).toEqual([['n0+n1', 6]]);
    expect(cutsOf([pods(2)], 2)).toEqual([['n0', 4]]);
  });

  test('two workloads fail together only where both do', () => {
    const onlyA = { ...pods(1), volumeNodes: ['n0'] };
    const onlyB = { ...pods(1), volumeNodes: ['n1'] };
    expect(cutsOf([onlyA, onlyB], 2)).toEqual([['n0+n1', 1]]);
    expect(cutsOf([onlyA, pods(2, [], apart())], 3)).toEqual([
      ['n0+n1', 1],
      ['n0+n2', 1],
      ['n0+n3', 1],
    ]);
    expect(cutsOf([pods(3, [spread()]), pods(3, [spread()])], 2)).toEqual([]);
  });

  test('the witness of each workload is there', () => {
    const [set] = serviceCutSets([pods(1), pods(2)], { nodes }, { order: 1 }).sets;
    expect(set?.losses.map((loss) => loss.witness.placement)).toEqual([
      [{ node: 'n0', pods: 1 }],
      [{ node: 'n0', pods: 2 }],
    ]);
  });

  test('a service without workloads has none', () => expect(cutsOf([], 3)).toEqual([]));

  test('what was not asked about is told', () => {
    const { unclear } = serviceCutSets(
      [pods(2, [], apart()), pods(2, [], apart())],
      { nodes },
      { order: 3, mostSets: 4 },
    );
    expect(unclear).toEqual([{ nodes: [], reason: 'budget' }]);
  });

  test('a placement that depends on others is told', () => {
    const others = [{ namespace: 'shop', labels: { app: 'web' } }];
    const { unclear } = serviceCutSets([pods(2, [], apart()), pods(2)], { nodes, others });
    expect(unclear).toEqual([{ nodes: [], reason: 'selects-others' }]);
  });
});
