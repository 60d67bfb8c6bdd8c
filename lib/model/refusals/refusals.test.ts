import { kubeObject } from '../kube-object';
import { readObjects } from '../read-objects';
import { refusalsOf } from '.';

/* e2e/audit-admission.test.ts holds each refusal against the API server. */

const pod = { containers: [{ name: 'main', image: 'shop:1' }] };
const labels = { app: 'shop' };
const deployment = (spec: object, podSpec: object = pod, metadata: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'shop', ...metadata },
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec }, ...spec },
});

function refusedFields(object: object): string[] {
  const { objects } = readObjects('x', JSON.stringify(object));
  return objects.flatMap((o) => refusalsOf(kubeObject(o)).map(({ path }) => path.join('.')));
}

test('what the API server takes is not refused', () => {
  expect(refusedFields(deployment({ replicas: 2, strategy: null }))).toEqual([]);
});

test.each([
  ['a misspelt field', deployment({ replica: 3 }), 'spec.replica'],
  ['another type', deployment({ replicas: '3' }), 'spec.replicas'],
  ['a field that lacks', deployment({ selector: undefined }), 'spec.selector'],
  ['a value', deployment({}, { ...pod, restartPolicy: 'Never' }), 'spec.template.spec.restartPolicy'],
  ['a group that was forgotten', { ...deployment({}), apiVersion: 'v1' }, 'apiVersion'],
  ['no spec', { ...deployment({}), spec: undefined }, 'spec'],
])('%s is refused, once', (_, object, field) => {
  expect(refusedFields(object)).toEqual([field]);
});

test('every fault is told', () => {
  const faults = deployment({ replica: 3, replicas: '3' }, { ...pod, restartPolicy: 'Never', affinities: {} });
  expect(refusedFields(faults)).toHaveLength(4);
});

test('a near field is named', () => {
  const [object] = readObjects('x', JSON.stringify(deployment({ replica: 3 }))).objects;
  expect(object && refusalsOf(kubeObject(object))[0]?.reason).toContain('replicas');
});

test('what a cluster lists is not refused, whatever this release does not know of it', () => {
  expect(refusedFields(deployment({ newer: 3 }, pod, { resourceVersion: '7' }))).toEqual([]);
});
