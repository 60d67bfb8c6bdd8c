import { clusterModel } from './build-model';
import { readObjects } from './read-objects';

function kindOf(kind: string, spec: object): string | undefined {
  const object = { apiVersion: 'apps/v1', kind, metadata: { name: 'shop' }, spec: { replicas: 3, ...spec } };
  const model = clusterModel(readObjects('x', JSON.stringify(object)).objects);
  const [workload] = model.workloads;
  return workload && model.rollout(workload)?.kind;
}

test.each([
  ['Deployment', { strategy: { type: 'Recreate' } }, 'recreate'],
  ['Deployment', { strategy: { type: 'OnDelete' } }, 'unknown'],
  ['StatefulSet', { updateStrategy: { type: 'OnDelete' } }, 'on-delete'],
  ['StatefulSet', { updateStrategy: { type: 'Recreate' } }, 'unknown'],
  ['DaemonSet', { updateStrategy: { type: 'Recreate' } }, 'unknown'],
  ['DaemonSet', {}, 'rolling'],
])('%s with %j is updated: %s', (kind, spec, expected) => {
  expect(kindOf(kind, spec)).toBe(expected);
});
