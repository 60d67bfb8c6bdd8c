import { ApiObject, App, Chart } from 'cdk8s';
import { IntOrString } from './kubernetes';
import type { NodeSpec } from '../spec/cluster-spec';
import type { ProblemsError } from '../spec/problem';
import { requests } from './resources';
import { SpreadDeployment, type SpreadDeploymentProps } from './spread-deployment';

const nodes = (count: number, zone?: (i: number) => string): NodeSpec[] =>
  Array.from(
    { length: count },
    (_, i) => ({ name: `n${i}`, role: 'agent', ...(zone ? { zone: zone(i) } : {}) }) as NodeSpec,
  );

const podSpec = (ports: object[] = []): SpreadDeploymentProps['podSpec'] => ({
  priorityClassName: 'service',
  containers: [
    {
      name: 'app',
      image: 'example/app:1',
      resources: requests('100m', '64Mi'),
      ports: ports as [],
      readinessProbe: { tcpSocket: { port: IntOrString.fromNumber(80) } },
    },
  ],
});

function synthesize(props: Partial<SpreadDeploymentProps> = {}): { deployment: any; budget: any } {
  const chart = new Chart(new App(), 'chart');
  new SpreadDeployment(chart, 'it', {
    name: 'web',
    namespace: 'apps',
    replicas: 3,
    nodes: nodes(5),
    podSpec: podSpec(),
    ...props,
  });
  const [deployment, budget] = chart.node
    .findAll()
    .filter((o) => ApiObject.isApiObject(o))
    .map((o) => o.toJson());
  return { deployment, budget };
}

function codesOf(props: Partial<SpreadDeploymentProps>): string[] {
  try {
    synthesize(props);
    return [];
  } catch (error) {
    return (error as ProblemsError).problems.map((p) => p.code);
  }
}

describe('SpreadDeployment', () => {
  test('pods are on different nodes by a hard constraint that heals', () => {
    const { deployment } = synthesize();
    expect(deployment.spec.template.spec.topologySpreadConstraints).toEqual([
      {
        maxSkew: 1,
        minDomains: 3,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'DoNotSchedule',
        nodeTaintsPolicy: 'Honor',
        labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
        matchLabelKeys: ['pod-template-hash'],
      },
    ]);
  });

  test('with as many replicas as nodes, all of them still run while one node is away', () => {
    const [overNodes] = synthesize({ nodes: nodes(3) }).deployment.spec.template.spec.topologySpreadConstraints;
    expect(overNodes.minDomains).toBe(2);
  });

  test('over three zones the spread is hard, and keeps two of them in use', () => {
    const constraints = synthesize({ nodes: nodes(3, (i) => `z${i}`) }).deployment.spec.template.spec
      .topologySpreadConstraints;
    expect(constraints[1]).toMatchObject({
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'DoNotSchedule',
      minDomains: 2,
      nodeTaintsPolicy: 'Honor',
    });
  });

  test('over zones that cannot hold all replicas with a node away, the spread is a preference', () => {
    const uneven = nodes(5, (i) => (i < 4 ? 'big' : 'small'));
    const constraints = synthesize({ replicas: 5, nodes: uneven }).deployment.spec.template.spec
      .topologySpreadConstraints;
    expect(constraints[1]).toMatchObject({
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'ScheduleAnyway',
    });
    expect(constraints[1]).not.toHaveProperty('minDomains');
  });

  test.each([
    [2, [], { maxSurge: 1, maxUnavailable: 0 }],
    [3, [], { maxSurge: 1, maxUnavailable: 1 }],
    [3, [{ containerPort: 80, hostPort: 80 }], { maxSurge: 0, maxUnavailable: 1 }],
  ])('%d replicas with ports %j roll out by %j', (replicas, ports, expected) => {
    const { deployment } = synthesize({ replicas, podSpec: podSpec(ports) });
    expect(deployment.spec.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: expected });
  });

  test('a drain may take one pod at a time, and pods that are not ready anyway', () => {
    const { budget } = synthesize();
    expect(budget).toMatchObject({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      spec: {
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
      },
    });
  });

  test('a dead node is given up after 30 s, by its NoExecute taints only', () => {
    const { deployment } = synthesize();
    expect(deployment.spec.template.spec.tolerations).toEqual(
      ['not-ready', 'unreachable'].map((what) => ({
        key: `node.kubernetes.io/${what}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 30,
      })),
    );
  });

  test('a drain time is slept before SIGTERM, and added to the time for stopping', () => {
    const { deployment } = synthesize({ drainSeconds: 5 });
    const spec = deployment.spec.template.spec;
    expect(spec.containers[0].lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
    expect(spec.terminationGracePeriodSeconds).toBe(35);
  });

  test('onlyOnNodes names the nodes in one order, whatever the order given', () => {
    const affinityOf = (given: NodeSpec[]) =>
      synthesize({ nodes: given, onlyOnNodes: true }).deployment.spec.template.spec.affinity;
    expect(affinityOf(nodes(3))).toEqual(affinityOf(nodes(3).reverse()));
    expect(
      affinityOf(nodes(3)).nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]
        .matchExpressions[0].values,
    ).toEqual(['n0', 'n1', 'n2']);
  });

  test.each([
    ['one replica', { replicas: 1 }, 1],
    ['one node', { nodes: nodes(1) }, 2],
    ['more replicas than nodes', { replicas: 6 }, 1],
    [
      'a shared volume',
      { podSpec: { ...podSpec(), volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] } },
      1,
    ],
    ['a disk of the node', { podSpec: { ...podSpec(), volumes: [{ name: 'data', hostPath: { path: '/data' } }] } }, 1],
    [
      'ports without a readiness probe',
      {
        podSpec: {
          priorityClassName: 'service',
          containers: [{ name: 'a', image: 'a:1', ports: [{ containerPort: 80 }], resources: requests('1', '1Mi') }],
        },
      },
      1,
    ],
    ['no requests', { podSpec: { priorityClassName: 'service', containers: [{ name: 'a', image: 'a:1' }] } }, 1],
  ] as const)('refuses %s', (_what, props, count) => {
    expect(codesOf(props as Partial<SpreadDeploymentProps>)).toEqual(
      Array.from({ length: count }, () => 'spread-impossible'),
    );
  });
});
