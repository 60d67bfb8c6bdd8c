import { clusterModel, type ModelOptions } from './build-model';
import { readObjects } from './read-objects';

function lossOf(spec: string, options: ModelOptions = {}, replicas = 2) {
  const text = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: ${spec}
`;
  const model = clusterModel(readObjects('x.yaml', text).objects, options);
  return model.nodeLoss(model.workloads[0]!);
}

const constraint = (key: string, more = '') =>
  `{topologySpreadConstraints: [{maxSkew: 1, topologyKey: ${key}, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: shop}}${more}}]}`;
const apart = (label: string) =>
  `{affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: ${label}}}}]}}}`;
const nodes = (count: number): ModelOptions => ({ nodes: { kind: 'count', count } });

describe('the loss of one node', () => {
  test.each([
    ['nothing keeps them apart', '{}', 'takes-all'],
    ['a hard spread over nodes', constraint('kubernetes.io/hostname'), 'survives'],
    [
      'a hard spread over nodes with a skew of all',
      constraint('kubernetes.io/hostname').replace('maxSkew: 1', 'maxSkew: 2'),
      'takes-all',
    ],
    ['required anti-affinity', apart('shop'), 'survives'],
    ['required anti-affinity to others', apart('other'), 'takes-all'],
    ['a host port', '{containers: [{name: a, ports: [{containerPort: 80, hostPort: 80}]}]}', 'survives'],
    ['a node name', '{nodeName: n1}', 'takes-all'],
  ])('%s', (_, spec, verdict) => {
    expect(lossOf(spec).verdict).toBe(verdict);
  });

  test('a hard spread over zones tells nothing while zones are not known', () => {
    expect(lossOf(constraint('topology.kubernetes.io/zone'))).toEqual({ verdict: 'inconclusive', lacks: 'nodes' });
    expect(lossOf(constraint('topology.kubernetes.io/zone'), nodes(3)).verdict).toBe('survives');
  });

  test('what cannot be decided is no pass', () => {
    const many = lossOf(constraint('kubernetes.io/hostname'), nodes(5), 200_000);
    expect(many).toEqual({ verdict: 'inconclusive', lacks: 'search' });
  });

  test('one node is one place', () => {
    expect(lossOf(apart('shop'), nodes(1))).toMatchObject({ verdict: 'takes-all', reason: 'one-place' });
  });

  test('one replica is lost with its node', () => {
    expect(lossOf('{}', {}, 1)).toMatchObject({ verdict: 'takes-all', reason: 'one-replica' });
  });

  test('of members that vote more than half must be left', () => {
    const members = (image: string, skew: number) => {
      const text = `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers: [{name: main, image: ${image}}]
      topologySpreadConstraints:
        - {maxSkew: ${skew}, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: shop}}}
`;
      const model = clusterModel(readObjects('x.yaml', text).objects, nodes(3));
      return model.nodeLoss(model.workloads[0]!).verdict;
    };
    expect([members('web', 2), members('etcd', 2), members('etcd', 1)]).toEqual(['survives', 'takes-all', 'survives']);
  });

  test('where pods ask for labels that unknown nodes may lack, it depends', () => {
    expect(lossOf('{nodeSelector: {disk: ssd}}').verdict).toBe('takes-all');
    const pinned = constraint('kubernetes.io/hostname').replace('{', '{nodeSelector: {disk: ssd}, ');
    expect(lossOf(pinned)).toEqual({ verdict: 'inconclusive', lacks: 'nodes' });
  });
});
