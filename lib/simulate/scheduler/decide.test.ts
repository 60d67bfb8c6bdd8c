import type { Labels, LabelSelector } from '../../model/kubernetes/types';
import { admitPod } from './admit-pod';
import type { SchedulerCluster, SchedulerNode, SchedulerPod } from './cluster';
import { decide, type Decision } from './decide';
import { randomCluster } from './fixtures/random-cluster';
import { addPod, removePod } from './placed-pods';
import { makeState, type SchedulerState } from './state';

const ZONE = 'topology.kubernetes.io/zone';
const HOSTNAME = 'kubernetes.io/hostname';
const AMPLE = { cpu: '8', memory: '16Gi', pods: '110' };

const node = (name: string, zone = 'a', more: Partial<SchedulerNode> = {}): SchedulerNode => ({
  metadata: { name, labels: { [HOSTNAME]: name, [ZONE]: zone } },
  status: { allocatable: AMPLE },
  ...more,
});
const pod = (
  name: string,
  spec: SchedulerPod['spec'] = {},
  metadata: Partial<SchedulerPod['metadata']> = {},
): SchedulerPod =>
  admitPod({
    metadata: { name, namespace: 'default', labels: { app: 'web' }, ...metadata },
    spec: { containers: [{ image: 'web' }], ...spec },
  });
const cluster = (nodes: readonly SchedulerNode[], more: Partial<SchedulerCluster> = {}): SchedulerCluster => ({
  nodes,
  namespaces: new Map<string, Labels>([
    ['default', {}],
    ['other', { team: 'a' }],
  ]),
  services: [],
  controllers: [],
  ...more,
});
const asking = (cpu: string | undefined, memory?: string) => ({
  containers: [{ resources: { requests: { ...(cpu ? { cpu } : {}), ...(memory ? { memory } : {}) } } }],
});
const reasons = (state: SchedulerState, one: SchedulerPod) => decide(state, one).rejections.map((r) => r?.reasons);
const web: LabelSelector = { matchLabels: { app: 'web' } };

describe('a pod that no node takes', () => {
  test.each<[string, readonly SchedulerNode[], SchedulerPod, string]>([
    ['no nodes', [], pod('p'), 'no nodes available to schedule pods'],
    ['larger than any node', [node('n')], pod('p', asking('9')), '0/1 nodes are available: 1 Insufficient cpu.'],
    [
      'nodes of zero capacity',
      [node('n', 'a', { status: { allocatable: { cpu: '0', memory: '0', pods: '0' } } })],
      pod('p', asking('1', '1Gi')),
      '0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory, 1 Too many pods.',
    ],
    [
      'taints and cordons',
      [
        node('n', 'a', { spec: { taints: [{ key: 'x', effect: 'NoSchedule' }] } }),
        node('m', 'a', { spec: { unschedulable: true } }),
      ],
      pod('p'),
      '0/2 nodes are available: 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable.',
    ],
    [
      'contradictory names',
      [node('n')],
      pod('p', {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                {
                  matchFields: [
                    { key: 'metadata.name', operator: 'In', values: ['n'] },
                    { key: 'metadata.name', operator: 'In', values: ['m'] },
                  ],
                },
              ],
            },
          },
        },
      }),
      '0/1 nodes are available: pod affinity terms conflict.',
    ],
    [
      'a constraint over a label that no node has',
      [node('n')],
      pod('p', {
        topologySpreadConstraints: [
          { maxSkew: 1, topologyKey: 'rack', whenUnsatisfiable: 'DoNotSchedule', labelSelector: web },
        ],
      }),
      "0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints (missing required label).",
    ],
    ['gated', [node('n')], pod('p', { schedulingGates: [{ name: 'g' }] }), 'SchedulingGated: g'],
    ['of another scheduler', [node('n')], pod('p', { schedulerName: 'mine' }), 'the scheduler mine places it'],
  ])('%s', (_, nodes, one, reason) => {
    const decision = decide(makeState(cluster(nodes)), one);
    expect(decision.reason).toBe(reason);
    expect(decision.best).toEqual([]);
  });
});

describe('decide', () => {
  test('all nodes that are alike are best', () => {
    const state = makeState(
      cluster([node('n'), node('m'), node('full', 'a', { status: { allocatable: { pods: '0' } } })]),
    );
    expect(decide(state, pod('p')).best).toEqual([0, 1]);
  });

  test('a node that does not say what it has takes everything', () => {
    const state = makeState(cluster([{ metadata: { name: 'n' } }, { metadata: { name: 'm' } }]));
    addPod(state, pod('p', asking('1', '1Gi')), 'n');
    expect(decide(state, pod('q', asking('1', '1Gi'))).best).toEqual([1]);
    expect(decide(state, pod('r', asking('100', '1Ti'))).feasible).toEqual([0, 1]);
  });

  test('a pod that is being deleted keeps others apart, but does not count for spread', () => {
    const state = makeState(cluster([node('n'), node('m')]));
    addPod(state, pod('leaving', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }), 'n');
    const term = { topologyKey: HOSTNAME, labelSelector: web };
    const apart = pod('p', {
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
    });
    const spread = pod('q', {
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: HOSTNAME, whenUnsatisfiable: 'DoNotSchedule', labelSelector: web },
      ],
    });
    expect(decide(state, apart).feasible).toEqual([1]);
    expect(decide(state, spread).feasible).toEqual([0, 1]);
  });

  test('requests of the pod as a whole fill nodes, but not the score of what is free', () => {
    const state = makeState(cluster([node('n'), node('m')]));
    const whole = { ...asking('250m', '256Mi'), resources: { requests: { cpu: '4' } } };
    const { scores } = decide(state, pod('p', whole));
    expect(scores.NodeResourcesFit?.[0]).toBe(97);
    expect(decide(state, pod('q', { ...whole, resources: { requests: { cpu: '9' } } })).feasible).toEqual([]);
  });

  test('a namespaceSelector that only excludes means every namespace for a pod that comes', () => {
    const state = makeState(cluster([node('n'), node('m')]));
    addPod(state, pod('p', {}, { namespace: 'other' }), 'n');
    const term = {
      topologyKey: HOSTNAME,
      labelSelector: web,
      namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['a'] }] },
    };
    const one = pod('q', { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } });
    expect(reasons(state, one)[0]).toEqual(["node(s) didn't match pod anti-affinity rules"]);
  });

  test('pods of a Service are spread over nodes and zones by default, and nodes without a zone too', () => {
    const bare: SchedulerNode = {
      metadata: { name: 'bare', labels: { [HOSTNAME]: 'bare' } },
      status: { allocatable: AMPLE },
    };
    const nodes = [node('n', 'a'), node('m', 'a'), node('o', 'b'), bare];
    const services = [{ namespace: 'default', selector: { app: 'web' } }];
    const state = makeState(cluster(nodes, { services }));
    addPod(state, pod('p'), 'n');
    const spread = decide(state, pod('q')).scores.PodTopologySpread ?? [];
    expect([...spread].map((score, index) => [nodes[index]?.metadata.name, score])).toEqual([
      ['n', 44],
      ['m', 66],
      ['o', 110],
      ['bare', 200],
    ]);
  });

  test('the first of a group may go anywhere, the next must follow', () => {
    const state = makeState(cluster([node('n'), node('m')]));
    const term = { topologyKey: HOSTNAME, labelSelector: web };
    const near = (name: string) =>
      pod(name, { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } });
    expect(decide(state, near('p')).feasible).toEqual([0, 1]);
    addPod(state, near('p'), 'm');
    expect(decide(state, near('q')).feasible).toEqual([1]);
  });

  test('host ports of one address leave the others free', () => {
    const state = makeState(cluster([node('n')]));
    const on = (name: string, hostIP: string) =>
      pod(name, { containers: [{ ports: [{ containerPort: 80, hostPort: 80, hostIP }] }] });
    addPod(state, on('p', '10.0.0.1'), 'n');
    expect(decide(state, on('q', '10.0.0.2')).feasible).toEqual([0]);
    expect(decide(state, on('q', '0.0.0.0')).feasible).toEqual([]);
  });
});

/** A plugin that gives every node nothing says as little as one that is left out. */
function telling({ scores, ...decision }: Decision) {
  return { ...decision, scores: Object.entries(scores).filter(([, values]) => values.some((score) => score !== 0)) };
}

describe('the state', () => {
  test('counts as if pods had never been there that came and went', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const { cluster: random, pods } = randomCluster(seed);
      const name = (index: number) => random.nodes[index % random.nodes.length]?.metadata.name ?? '';
      const used = makeState(random);
      const fresh = makeState(random);
      pods.forEach((one, index) => addPod(used, one, one.spec.nodeName ?? name(index)));
      pods.forEach(({ metadata }, index) => {
        if (index % 3 === 0) removePod(used, `${metadata.namespace}/${metadata.name}`);
      });
      // The other order: each counter is made before or after the pods that it counts.
      pods.toReversed().forEach((one) => {
        const index = pods.indexOf(one);
        if (index % 3 !== 0) addPod(fresh, one, one.spec.nodeName ?? name(index));
      });
      for (const one of pods.filter(({ spec }) => !spec.nodeName))
        expect({ seed, pod: one.metadata.name, decision: telling(decide(used, one)) }).toEqual({
          seed,
          pod: one.metadata.name,
          decision: telling(decide(fresh, one)),
        });
    }
  });

  test('refuses a node that is not there, and a pod that is placed already', () => {
    const state = makeState(cluster([node('n')]));
    expect(() => addPod(state, pod('p'), 'm')).toThrow('default/p cannot be put on m');
    addPod(state, pod('p'), 'n');
    expect(() => addPod(state, pod('p'), 'n')).toThrow('default/p cannot be put on n');
    expect(removePod(state, 'default/p')).toBe(true);
    expect(removePod(state, 'default/p')).toBe(false);
  });
});
