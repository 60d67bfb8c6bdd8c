import { readObjects } from '../model/read-objects';
import { judgeRemovals } from './firewall';

const PROTECTED = '  annotations: { kustomize.toolkit.fluxcd.io/prune: disabled }\n';
const object = (kind: string, more = '') => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: x\n${more}`;
const objects = (text: string) => readObjects('x.yaml', text).objects;
const rules = (before: string, after: string) => judgeRemovals(objects(before), objects(after)).map((f) => f.rule);

test.each([
  ['PersistentVolume'],
  ['PersistentVolumeClaim'],
  ['Namespace'],
  ['CustomResourceDefinition'],
  ['StorageClass'],
])('the removal of a %s is stopped, unless Flux leaves it alone', (kind) => {
  expect(rules(object(kind), '')).toEqual(['prunes-protected-object']);
  expect(rules(object(kind, PROTECTED), '')).toEqual([]);
  expect(rules(object(kind), object(kind))).toEqual([]);
});

test('the removal of Longhorn is stopped, that of another chart or of a Deployment is not', () => {
  const release = (chart: string) => object('HelmRelease', `spec: { chart: { spec: { chart: ${chart} } } }\n`);
  expect(rules(release('longhorn'), '')).toEqual(['prunes-protected-object']);
  expect(rules(release('podinfo'), '')).toEqual([]);
  expect(rules(object('Deployment'), '')).toEqual([]);
});

test('an object of any kind keeps the protection that it had', () => {
  expect(rules(object('ConfigMap', PROTECTED), object('ConfigMap'))).toEqual(['loses-prune-protection']);
  expect(rules(object('ConfigMap', PROTECTED), object('ConfigMap', PROTECTED))).toEqual([]);
  expect(rules(object('ConfigMap'), object('ConfigMap', PROTECTED))).toEqual([]);
});
