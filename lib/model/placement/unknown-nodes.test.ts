import { apart, HOSTNAME, pods, spread, ZONE } from './testing';
import { worstLossOnUnknownNodes } from './unknown-nodes';

describe('worstLossOnUnknownNodes', () => {
  const hash = { matchLabelKeys: ['pod-template-hash'] };

  test.each([
    ['nothing asked', pods(3), 'outage'],
    ['one pod', pods(1, [], apart()), 'outage'],
    ['apart', pods(2, [], apart()), 'survives'],
    ['a hard spread over nodes', pods(3, [spread()]), 'survives'],
    ['two on three nodes or more', pods(2, [spread()]), 'survives'],
    ['a skew that lets two together', pods(2, [spread({ maxSkew: 2 })]), 'outage'],
    ['apart in zones nobody knows', pods(2, [], apart(ZONE)), 'inconclusive'],
    ['a spread over zones nobody knows', pods(3, [spread({ topologyKey: ZONE, ...hash })]), 'inconclusive'],
    ['and over nodes', pods(3, [spread({ topologyKey: ZONE, ...hash }), spread(hash)]), 'survives'],
    ['labels nobody knows', pods(2, [], { ...apart(), nodeSelector: { disk: 'ssd' } }), 'inconclusive'],
    [
      'a label that every node has',
      pods(2, [], { ...apart(), nodeSelector: { 'kubernetes.io/os': 'linux' } }),
      'survives',
    ],
    ['labels that do not help', pods(2, [], { nodeSelector: { disk: 'ssd' } }), 'outage'],
    ['one a node', pods('perNode'), 'survives'],
    ['one a node, of nodes nobody knows', pods('perNode', [], { nodeSelector: { disk: 'ssd' } }), 'inconclusive'],
    ['host ports', pods(2, [], { containers: [{ ports: [{ hostPort: 80 }] }] }), 'survives'],
    ['a fixed node', pods(2, [], { nodeName: 'n0' }), 'outage'],
  ] as const)('%s', (_, set, expected) => expect(worstLossOnUnknownNodes(set).verdict).toBe(expected));

  test('more nodes than three may be promised', () => {
    expect(worstLossOnUnknownNodes(pods(2, [spread()]), { atLeast: 2 }).verdict).toBe('inconclusive');
    expect(worstLossOnUnknownNodes(pods(2, [spread({ topologyKey: HOSTNAME })]), { atLeast: 5 }).verdict).toBe(
      'survives',
    );
  });
});
