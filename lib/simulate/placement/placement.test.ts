import type { Manifest } from '../../model/manifest';
import type { SchedulerNode } from '../scheduler/cluster';
import { placePods } from './place-pods';
import { readCluster } from './read-cluster';

const nodes: readonly SchedulerNode[] = ['a', 'b', 'c'].map((name) => ({
  metadata: { name, labels: { 'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': name } },
  status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' } },
}));
const template = (spec: object = {}) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ image: 'web' }], ...spec },
});
const workload = (kind: string, name: string, spec: object): Manifest => ({
  apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
  kind,
  metadata: { name, namespace: 'shop' },
  spec: { selector: { matchLabels: { app: 'web' } }, template: template(), ...spec },
});
const steps = (objects: readonly Manifest[], seed = 1) => {
  const { cluster, pods } = readCluster(objects, nodes);
  return placePods(cluster, pods, seed);
};
const namesOf = (objects: readonly Manifest[]) => steps(objects).map(({ pod }) => pod);

describe('the pods of workloads', () => {
  test.each([
    ['Deployment', { replicas: 2 }, ['shop/w-0', 'shop/w-1']],
    ['StatefulSet', { replicas: 2, ordinals: { start: 5 } }, ['shop/w-5', 'shop/w-6']],
    ['ReplicaSet', {}, ['shop/w-0']],
    ['Job', { parallelism: 3, completions: 2 }, ['shop/w-0', 'shop/w-1']],
    ['Deployment', { replicas: 0 }, []],
  ])('of a %s with %j are %j', (kind, spec, names) => expect(namesOf([workload(kind, 'w', spec)])).toEqual(names));

  test('of a DaemonSet are one on each node, whatever else is best', () => {
    expect(steps([workload('DaemonSet', 'd', {})]).map(({ chosen }) => chosen)).toEqual(['a', 'b', 'c']);
  });

  test('have what matchLabelKeys asks for: two revisions do not count each other', () => {
    const spread = {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'kubernetes.io/hostname',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { app: 'web' } },
          matchLabelKeys: ['pod-template-hash'],
        },
      ],
    };
    const deployments = ['v', 'w'].map((name) =>
      workload('Deployment', name, { replicas: 3, template: template(spread) }),
    );
    const chosen = steps(deployments).map((step) => step.chosen);
    expect(chosen.slice(0, 3).sort()).toEqual(['a', 'b', 'c']);
    expect(chosen.slice(3).sort()).toEqual(['a', 'b', 'c']);
  });

  test('are spread by default', () => {
    const chosen = steps([workload('Deployment', 'w', { replicas: 3 })]).map((step) => step.chosen);
    expect(chosen.sort()).toEqual(['a', 'b', 'c']);
  });

  test('are not made where there are Pods; those that have ended take nothing', () => {
    const pod = (name: string, more: object): Manifest => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { containers: [{ resources: { requests: { cpu: '3' } } }], nodeName: 'a' },
      ...more,
    });
    const pending = pod('p', { spec: { containers: [{ resources: { requests: { cpu: '3' } } }] } });
    const objects = [
      workload('Deployment', 'w', {}),
      pod('done', { status: { phase: 'Succeeded' } }),
      pod('on-a', {}),
      pending,
    ];
    expect(steps(objects)).toEqual([
      {
        pod: 'default/p',
        feasible: ['b', 'c'],
        best: ['b', 'c'],
        chosen: expect.stringMatching(/^[bc]$/),
        reason: null,
      },
    ]);
  });
});

describe('placing pods', () => {
  test('takes those of higher priority first', () => {
    const high: Manifest = {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'high' },
      value: 10,
    };
    const first = workload('Deployment', 'first', { template: template({ priorityClassName: 'high' }) });
    const system = workload('Deployment', 'system', {
      template: template({ priorityClassName: 'system-node-critical' }),
    });
    expect(namesOf([workload('Deployment', 'w', {}), first, system, high])).toEqual([
      'shop/system-0',
      'shop/first-0',
      'shop/w-0',
    ]);
  });

  test('tells why a pod stays pending', () => {
    const large = template({ containers: [{ resources: { requests: { cpu: '5' } } }] });
    expect(steps([workload('Deployment', 'w', { template: large })])).toEqual([
      { pod: 'shop/w-0', feasible: [], best: [], chosen: null, reason: '0/3 nodes are available: 3 Insufficient cpu.' },
    ]);
    const { cluster, pods } = readCluster([workload('Deployment', 'w', {})], []);
    expect(placePods(cluster, pods, 1)[0]?.reason).toBe('no nodes available to schedule pods');
  });

  test('chooses among the best, the same for the same seed', () => {
    const objects = [workload('Deployment', 'w', { replicas: 6 })];
    for (let seed = 0; seed < 20; seed += 1)
      for (const { best, chosen } of steps(objects, seed)) expect(best).toContain(chosen);
    expect(steps(objects, 3)).toEqual(steps(objects, 3));
    const first = Array.from({ length: 20 }, (_, seed) => steps(objects, seed)[0]?.chosen);
    expect(new Set(first).size).toBe(3);
  });

  test('counts the overhead of a runtime class', () => {
    const runtime: Manifest = {
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: { name: 'vm' },
      handler: 'vm',
      overhead: { podFixed: { cpu: '4' } },
      scheduling: { nodeSelector: { 'kubernetes.io/hostname': 'b' } },
    };
    const vm = (cpu: string) =>
      workload('Deployment', 'w', {
        template: template({ runtimeClassName: 'vm', containers: [{ resources: { requests: { cpu } } }] }),
      });
    expect(steps([runtime, vm('0')])[0]?.best).toEqual(['b']);
    expect(steps([runtime, vm('1m')])[0]?.reason).toContain('1 Insufficient cpu');
  });
});
