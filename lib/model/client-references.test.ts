import { clusterModel } from './build-model';
import { hostsIn } from './hosts-in-text';
import { readObjects } from './read-objects';

const shop = (container: string, more = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: a}
spec:
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: main, image: shop, ${container}}], ${more}}
---
apiVersion: v1
kind: Service
metadata: {name: store, namespace: b}
spec: {selector: {app: store}}
---
apiVersion: v1
kind: Service
metadata: {name: cache, namespace: a}
spec: {selector: {app: cache}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: a}
data: {config.toml: 'url = "http://cache:6379/0"'}
`;
const asked = (text: string) =>
  clusterModel(readObjects('x.yaml', text).objects).references.map(
    (r) => `${r.namespace}/${r.name} ${r.path.join('.')}`,
  );

describe('the Services that a workload is told to ask', () => {
  test.each([
    ['a URL in a variable', 'env: [{name: A, value: "postgres://u:p@store.b.svc:5432/db"}]', 'b/store'],
    ['a name in a variable for hosts', 'env: [{name: CACHE_HOST, value: cache}]', 'a/cache'],
    ['host and port in an argument', 'args: ["--cache=cache:6379"]', 'a/cache'],
    ['a name with its namespace', 'args: ["--db", "store.b:5432"]', 'b/store'],
    ['a pod of a StatefulSet', 'args: ["store-0.store.b.svc.cluster.local"]', 'b/store'],
  ])('%s', (_, container, service) => {
    expect(asked(shop(container))[0]).toMatch(new RegExp(`^${service} spec.template.spec.containers.0`));
  });

  test('a file of a ConfigMap that is mounted', () => {
    expect(asked(shop('ports: []', 'volumes: [{name: s, configMap: {name: settings}}]'))).toEqual(['a/cache ']);
  });

  test.each([
    ['a word that is also a name', 'args: [cache]'],
    ['the name in a variable for something else', 'env: [{name: MODE, value: cache}]'],
    ['a name of another namespace', 'args: ["http://store:80"]'],
    ['a host outside', 'args: ["https://store.example.org"]'],
  ])('not %s', (_, container) => {
    expect(asked(shop(container))).toEqual([]);
  });
});

test.each([
  ['http://10.0.0.1:80/x', [{ host: '10.0.0.1', port: 80 }]],
  [
    'a=Redis:6379,b=c.d:1',
    [
      { host: 'redis', port: 6379 },
      { host: 'c.d', port: 1 },
    ],
  ],
  ['12:30', []],
  ['image@sha256:abc', []],
  ['nfs://files.storage.svc:/backups', [{ host: 'files.storage.svc', port: undefined }]],
])('hosts in %s', (text, hosts) => {
  expect(hostsIn(text)).toEqual(hosts);
});
