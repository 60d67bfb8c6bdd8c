import type { Node, TopologySpreadConstraint } from '../kubernetes/types';
import type { PodSet, Surroundings } from './pod-set';
import { apart, HOSTNAME, inZones, pods, spread, ZONE } from './testing';
import { worstLoss, type LossOptions } from './worst-loss';

const spreading = (replicas: number, ...constraints: TopologySpreadConstraint[]) => pods(replicas, constraints);
const verdict = (set: PodSet, nodes: Node[], failed: string[], options?: LossOptions, more?: Partial<Surroundings>) =>
  worstLoss(set, { nodes, ...more }, failed, options).verdict;

describe('worstLoss of one node', () => {
  const byRevision = { matchLabelKeys: ['pod-template-hash'] };

  test.each<[string, PodSet, string, 'survives' | 'outage']>([
    ['nothing asked', pods(3), 'abc', 'outage'],
    ['a preferred spread', spreading(3, spread({ whenUnsatisfiable: 'ScheduleAnyway' })), 'abc', 'outage'],
    ['a hard spread', spreading(3, spread()), 'abc', 'survives'],
    ['a skew of as many as there are', spreading(2, spread({ maxSkew: 2 })), 'abc', 'outage'],
    ['a selector of others', spreading(2, spread({ labelSelector: { matchLabels: { app: 'db' } } })), 'abc', 'outage'],
    ['the empty selector, which counts nothing', spreading(2, spread({ labelSelector: {} })), 'abc', 'outage'],
    ['no selector', spreading(2, spread({ labelSelector: undefined })), 'abc', 'outage'],
    ['zones keep nodes apart', spreading(2, spread({ topologyKey: ZONE })), 'abc', 'survives'],
    ['one zone does not', spreading(2, spread({ topologyKey: ZONE })), 'aaa', 'outage'],
    ['unless it must be two', spreading(2, spread({ topologyKey: ZONE, minDomains: 2 })), 'aaa', 'outage'],
    ['nodes without the label take none', spreading(2, spread({ topologyKey: ZONE })), 'a--', 'outage'],
    ['required anti-affinity', pods(2, [], apart()), 'ab', 'survives'],
    ['anti-affinity on a label that no node has', pods(2, [], apart('rack')), 'ab', 'outage'],
    ['anti-affinity in another namespace', pods(2, [], apart(HOSTNAME, { namespaces: ['bank'] })), 'ab', 'outage'],
    ['one node that may', pods(2, [], { nodeSelector: { [ZONE]: 'a' } }), 'abb', 'outage'],
    ['one pod', pods(1, [], apart()), 'abc', 'outage'],
    ['a fixed node', pods(3, [], { nodeName: 'n0', ...apart() }), 'abc', 'outage'],
    ['host ports', pods(2, [], { containers: [{ ports: [{ hostPort: 80 }] }] }), 'ab', 'survives'],
    ['one a node', pods('perNode'), 'ab', 'survives'],
    ['one a node, where one node may', pods('perNode', [], { nodeSelector: { [ZONE]: 'a' } }), 'ab', 'outage'],
    ['two on two nodes, after an update', spreading(2, spread()), 'ab', 'outage'],
    ['each revision spread for itself', spreading(2, spread(byRevision)), 'ab', 'survives'],
    ['a third node makes room for the update', spreading(2, spread()), 'abc', 'survives'],
    [
      'affinity to themselves',
      pods(2, [], { affinity: { podAffinity: apart().affinity?.podAntiAffinity } }),
      'ab',
      'outage',
    ],
  ])('%s', (_, set, zones, expected) => expect(verdict(set, inZones(zones), ['n0'])).toBe(expected));

  test('what led to an outage is told', () => {
    const loss = worstLoss(spreading(2, spread()), { nodes: inZones('ab') }, ['n0']);
    expect(loss).toMatchObject({
      verdict: 'outage',
      history: 'rollouts',
      survivors: 0,
      witness: { placement: [{ node: 'n0', pods: 2 }], pending: 0 },
    });
  });

  test('a replica that finds no node serves nobody', () => {
    const cordoned: Node[] = inZones('ab').map((node, i) => ({ ...node, spec: { unschedulable: i === 1 } }));
    const loss = worstLoss(pods(2, [], apart()), { nodes: cordoned }, ['n0']);
    expect(loss).toMatchObject({ verdict: 'outage', witness: { placement: [{ node: 'n0', pods: 1 }], pending: 1 } });
  });

  test('nothing runs where no node takes a pod', () => {
    const loss = worstLoss(pods(2, [], { nodeSelector: { gpu: 'yes' } }), { nodes: inZones('ab') }, ['n0']);
    expect(loss).toMatchObject({ verdict: 'outage', witness: { placement: [], pending: 2 } });
  });

  test('a node has room for so many', () => {
    const nodes = inZones('ab').map((node) => ({ ...node, status: { allocatable: { cpu: 4, pods: 110 } } }));
    const asking = (cpu: number) => pods(2, [], { containers: [{ resources: { requests: { cpu } } }] });
    expect(verdict(asking(2), nodes, ['n0'])).toBe('outage');
    expect(verdict(asking(3), nodes, ['n0'])).toBe('survives');
    expect(verdict(asking(2), nodes, ['n0'], {}, { reserved: { cpu: 100 } })).toBe('survives');
  });

  test('volumes hold pods where they are', () => {
    expect(verdict(pods(2, [], {}, { volumeNodes: ['n1'] }), inZones('ab'), ['n1'])).toBe('outage');
    expect(verdict(pods(2, [], {}, { volumeNodes: ['n1'] }), inZones('ab'), ['n0'])).toBe('survives');
  });
});

describe('worstLoss after a history', () => {
  const honest = spread({ nodeTaintsPolicy: 'Honor' });

  test.each<[string, PodSet, string, LossOptions['history'], 'survives' | 'outage']>([
    ['two on two, when one was away', spreading(2, honest), 'ab', 'failures', 'outage'],
    ['three on three, when one was away', spreading(3, honest), 'abc', 'failures', 'survives'],
    ['anti-affinity holds through everything', pods(2, [], apart()), 'ab', 'failures', 'survives'],
    ['the first node of a cluster takes all', spreading(3, honest), 'abc', 'joining', 'outage'],
    ['unless there must be more', spreading(3, spread({ minDomains: 2 })), 'abc', 'joining', 'survives'],
    ['anti-affinity waits for more nodes', pods(3, [], apart()), 'abc', 'joining', 'survives'],
  ])('%s', (_, set, zones, history, expected) =>
    expect(verdict(set, inZones(zones), ['n0'], { history })).toBe(expected),
  );
});

describe('worstLoss of more', () => {
  test('a zone', () => {
    const zones = spread({ topologyKey: ZONE });
    expect(verdict(spreading(3, spread(), zones), inZones('aabc'), ['n0', 'n1'])).toBe('survives');
    expect(verdict(spreading(2, spread()), inZones('aabc'), ['n0', 'n1'])).toBe('outage');
  });

  test('a quorum', () => {
    expect(verdict(spreading(3, spread()), inZones('abc'), ['n0'], { need: 2, history: 'fresh' })).toBe('survives');
    expect(verdict(spreading(3, spread()), inZones('ab'), ['n0'], { need: 2, history: 'fresh' })).toBe('outage');
    expect(verdict(pods(3, [], apart()), inZones('abc'), ['n0', 'n1'], { need: 2 })).toBe('outage');
  });
});

describe('worstLoss cannot tell', () => {
  test.each<[string, PodSet, Partial<Surroundings>, string]>([
    [
      'affinity to others',
      pods(2, [], {
        affinity: {
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { topologyKey: ZONE, labelSelector: {}, namespaces: ['bank'] },
            ],
          },
        },
      }),
      {},
      'affinity-to-others',
    ],
    [
      'a selector that others share',
      spreading(2, spread()),
      { others: [{ namespace: 'shop', labels: { app: 'web' } }] },
      'selects-others',
    ],
    [
      'amounts that are none',
      pods(2, [], { containers: [{ resources: { requests: { cpu: 'two' } } }] }),
      {},
      'invalid-quantity',
    ],
    ['more situations than it may look at', spreading(5, spread()), {}, 'budget'],
  ])('%s', (_, set, more, reason) =>
    expect(worstLoss(set, { nodes: inZones('abcd'), ...more }, ['n0'], { budget: 3, need: 4 })).toMatchObject({
      verdict: 'inconclusive',
      reason,
    }),
  );

  test('others in another namespace are no matter', () => {
    const others = [{ namespace: 'bank', labels: { app: 'web' } }];
    expect(verdict(spreading(3, spread()), inZones('abc'), ['n0'], {}, { others })).toBe('survives');
  });
});

test('domains that cross: one pod may close two nodes that share no domain', () => {
  const at = (name: string, zone: string, rack: string) => ({ metadata: { name, labels: { zone, rack } } });
  const nodes = [at('n0', 'a', 'r'), at('n1', 'b', 's'), at('n2', 'a', 's'), at('n3', 'c', 't')];
  const set = spreading(3, spread({ topologyKey: 'zone' }), spread({ topologyKey: 'rack' }));
  // With pods on n2 and n3 no node takes the third.
  expect(verdict(set, nodes, ['n3'], { need: 2, history: 'fresh' })).toBe('outage');
});

test('a large set on many nodes is told at once', () => {
  const nodes = inZones('abc'.repeat(34).slice(0, 100));
  const loss = worstLoss(spreading(60, spread(), spread({ topologyKey: ZONE })), { nodes }, ['n0']);
  expect(loss).toMatchObject({ verdict: 'survives' });
  expect(loss.states).toBeLessThan(20_000);
});
