import { eventsBetween, type WatchedObject } from './cluster-events';

const object = (kind: WatchedObject['kind'], more: Partial<WatchedObject>): WatchedObject => ({
  kind,
  metadata: { name: 'x', uid: '1', resourceVersion: '1', labels: { app: 'web' } },
  spec: {},
  ...more,
});
const ready = (status: string) => ({ status: { conditions: [{ type: 'Ready', status }] } });

test('a lease is taken by the host that its holder is named after, and may be given back', () => {
  const of = (holderIdentity: string) => object('Lease', { spec: { holderIdentity } });
  expect(eventsBetween(of('n1_a-b'), of('n2_c-d'))).toEqual([{ type: 'lease-taken', lease: 'x', by: 'n2' }]);
  expect(eventsBetween(of('n1_a-b'), of(''))).toEqual([{ type: 'lease-released', lease: 'x' }]);
  expect(eventsBetween(of('n1_a-b'), of('n1_a-b'))).toEqual([]);
});

test('a node that is lost is NotReady, then tainted', () => {
  const tainted = { spec: { taints: [{ key: 'k', effect: 'NoExecute' }] } };
  const [well, lost, evicting] = [ready('True'), ready('Unknown'), { ...ready('Unknown'), ...tainted }].map((more) =>
    object('Node', more),
  );
  expect(eventsBetween(well, lost)).toEqual([{ type: 'node-not-ready', node: 'x' }]);
  expect(eventsBetween(lost, evicting)).toEqual([{ type: 'node-tainted', node: 'x', taint: 'k:NoExecute' }]);
  expect(eventsBetween(evicting, well).map(({ type }) => type)).toEqual(['node-ready', 'node-untainted']);
});

test('a pod is created, bound, runs, is to end, and is gone', () => {
  const pod = { pod: 'x', workload: 'web' };
  const created = object('Pod', {});
  const bound = object('Pod', { spec: { nodeName: 'n1' } });
  const running = { ...bound, ...ready('True') };
  const ending = { ...running, metadata: { ...running.metadata, deletionTimestamp: 'now' } };
  expect(eventsBetween(undefined, created)).toEqual([{ type: 'pod-created', ...pod }]);
  expect(eventsBetween(created, bound)).toEqual([{ type: 'pod-bound', ...pod, node: 'n1' }]);
  expect(eventsBetween(bound, running)).toEqual([{ type: 'pod-running', ...pod, node: 'n1' }]);
  expect(eventsBetween(running, ending)).toEqual([{ type: 'pod-terminating', ...pod, node: 'n1' }]);
  expect(eventsBetween(ending, undefined)).toEqual([{ type: 'pod-deleted', ...pod, node: 'n1' }]);
});
