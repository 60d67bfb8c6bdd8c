import { clusterModel } from './build-model';
import { readObjects } from './read-objects';

const portOf = (object: object) => clusterModel(readObjects('x', JSON.stringify(object)).objects).references[0]?.port;
const service = { name: 'shop', namespace: 'shop' };

test.each([
  [
    'a webhook',
    { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration' },
    { webhooks: [{ name: 'check.example.com', clientConfig: { service } }] },
    443,
  ],
  ['an APIService', { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService' }, { spec: { service } }, 443],
  [
    'a conversion',
    { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
    { spec: { conversion: { strategy: 'Webhook', webhook: { clientConfig: { service } } } } },
    443,
  ],
  [
    'an Ingress',
    { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
    { spec: { defaultBackend: { service } } },
    undefined,
  ],
])('%s that names no port asks that of HTTPS where the API server asks', (_, type, more, port) => {
  expect(portOf({ ...type, metadata: { name: 'x' }, ...more })).toBe(port);
});

const list = (items: readonly object[]) => readObjects('x', JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
const named = (name: string, spec: object, namespace = 'shop') => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec,
});

test('who asks another name of a Service needs that Service', () => {
  const ingress = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'shop', namespace: 'shop' },
    spec: { defaultBackend: { service: { name: 'alias' } } },
  };
  const model = clusterModel(
    list([
      ingress,
      named('alias', { type: 'ExternalName', externalName: 'again.shop.svc.cluster.local' }),
      named('again', { type: 'ExternalName', externalName: 'store.data.svc' }),
      named('store', { selector: { app: 'store' } }, 'data'),
      // A circle of names comes to an end too.
      named('self', { type: 'ExternalName', externalName: 'self.shop.svc' }),
    ]).objects,
  );
  expect(model.services.map((s) => [s.object.name, model.referencesTo(s).map(({ from }) => from.kind)])).toEqual([
    ['alias', ['Ingress']],
    ['again', ['Ingress']],
    ['store', ['Ingress']],
    ['self', []],
  ]);
});

test('a webhook by the address of a Service needs that Service', () => {
  const webhook = (url: string) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'check' },
    webhooks: [{ name: 'check.example.com', clientConfig: { url } }],
  });
  const [inside] = clusterModel(list([webhook('https://policy.system.svc:8443/check')]).objects).references;
  expect(inside).toMatchObject({ how: 'webhook', namespace: 'system', name: 'policy', port: 8443, optional: false });
  expect(clusterModel(list([webhook('https://policy.example.com/check')]).objects).references).toEqual([]);
});
