import { clusterModel } from './build-model';
import { readObjects } from './read-objects';

/** Services of the cluster that an image is pulled from. */
function imagesFrom(image: string): string[] {
  const items = [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'shop', namespace: 'shop' },
      spec: { template: { spec: { containers: [{ name: 'main', image }] } } },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'registry', namespace: 'images' },
      spec: { clusterIP: '10.43.0.99', ports: [{ port: 5000, nodePort: 30500 }] },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'registry', namespace: 'images' },
      spec: {
        rules: [{ host: 'images.example.com', http: { paths: [{ backend: { service: { name: 'registry' } } }] } }],
      },
    },
  ];
  const { objects } = readObjects('x', JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  return clusterModel(objects).references.flatMap(({ how, name }) => (how === 'image' ? [name] : []));
}

test.each([
  'images.example.com/shop:1',
  'localhost:30500/shop@sha256:abc',
  '127.0.0.1:30500/team/shop',
  '10.43.0.99:5000/shop',
  'registry.images.svc:5000/shop',
  'registry.images.svc.cluster.local:5000/shop',
])('%s is pulled from a Service of the cluster', (image) => {
  expect(imagesFrom(image)).toEqual(['registry']);
});

test.each(['shop', 'registry/shop', 'ghcr.io/example/shop:1', 'localhost:5000/shop'])(
  '%s is not, as far as the files say',
  (image) => {
    expect(imagesFrom(image)).toEqual([]);
  },
);
