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
