import { clusterModel } from './build-model';
import { readObjects } from './read-objects';

const made = (text: string) =>
  clusterModel(readObjects('x.yaml', text).objects).workloads.map((w) => [
    w.object.namespace,
    w.object.name,
    w.declaredReplicas,
    w.pod.labels,
  ]);

const flux = (spec: string) => `
apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec: ${spec}
`;

test('an instance of Flux leads to its controllers, one replica each', () => {
  expect(made(flux('{}')).map(([, name, replicas]) => [name, replicas])).toEqual([
    ['source-controller', 1],
    ['kustomize-controller', 1],
    ['helm-controller', 1],
    ['notification-controller', 1],
  ]);
});

test.each([
  ['a merge', '{patch: "kind: Deployment\\nmetadata: {name: helm-controller}\\nspec: {replicas: 2}"}', 2],
  ['steps', '{target: {name: helm-controller}, patch: "- {op: replace, path: /spec/replicas, value: 2}"}', 2],
  ['of another', '{target: {name: other}, patch: "spec: {replicas: 2}"}', 1],
  ['no YAML', '{target: {name: helm-controller}, patch: "{"}', 1],
])('a patch that is %s', (_, patch, replicas) => {
  expect(made(flux(`{components: [helm-controller], kustomize: {patches: [${patch}]}}`))).toEqual([
    ['flux-system', 'helm-controller', replicas, { app: 'helm-controller' }],
  ]);
});

test('a release leads to the Deployments that are known of its chart, named as Flux names releases', () => {
  const release = (spec: string) => `
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: db, namespace: a}
spec: {chart: {spec: {chart: cloudnative-pg}}, ${spec}}
`;
  const labels = (instance: string) => ({
    'app.kubernetes.io/name': 'cloudnative-pg',
    'app.kubernetes.io/instance': instance,
  });
  expect(made(release('targetNamespace: b'))).toEqual([['b', 'cloudnative-pg', 1, labels('b-db')]]);
  expect(made(release('releaseName: pg, values: {replicaCount: 2}'))).toEqual([
    ['a', 'cloudnative-pg', 2, labels('pg')],
  ]);
});

test('Deployments that are among the files count', () => {
  const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: helm-controller, namespace: flux-system}
spec: {replicas: 3, template: {metadata: {labels: {app: helm-controller}}}}
`;
  const found = made(`${flux('{components: [helm-controller]}')}---${deployment}`);
  expect(found.map(([, , replicas]) => replicas)).toEqual([3]);
});
