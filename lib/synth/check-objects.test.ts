import type { Manifest } from '../model/manifest';
import type { ProblemCode } from '../spec/codes';
import { checkObjects } from './check-objects';

const labels = { app: 'web' };
const deployment: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'apps', labels },
  spec: {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a:1' }] } },
  },
};
const service: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'apps' },
  spec: { selector: labels, ports: [{ port: 80 }] },
};
const budget: Manifest = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web', namespace: 'apps' },
  spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
};
const configMap = (data: Record<string, unknown>): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', namespace: 'apps' },
  data,
});
const secret = (fields: Record<string, unknown>): Manifest => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's', namespace: 'apps' },
  ...fields,
});
const longhorn = (values: unknown): Manifest => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'longhorn', namespace: 'longhorn-system' },
  spec: {
    interval: '1h',
    chart: { spec: { chart: 'longhorn', version: '1.11.3', sourceRef: { kind: 'HelmRepository', name: 'longhorn' } } },
    values,
  },
});
const crd: Manifest = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'things', kind: 'Thing' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
          },
        },
      },
    ],
  },
};
const thing = (spec: unknown): Manifest => ({
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { name: 't', namespace: 'apps' },
  spec,
});

const check = (...objects: Manifest[]) => checkObjects([{ path: 'dist/apps/a.k8s.yaml', notes: [], objects }]);
const change = (object: Manifest, ...changes: object[]): Manifest => Object.assign({}, object, ...changes) as Manifest;

describe('checkObjects', () => {
  test('finds nothing in objects that are right', () => {
    expect(
      check(
        deployment,
        service,
        budget,
        configMap({ a: 'b' }),
        longhorn({ csi: { attacherReplicaCount: 3 } }),
        crd,
        thing({ size: 1 }),
      ),
    ).toEqual([]);
  });

  const cases: readonly (readonly [ProblemCode, string, Manifest[]])[] = [
    ['object-invalid', 'an unknown field', [change(service, { spec: { selctor: labels, ports: [{ port: 80 }] } })]],
    ['object-invalid', 'a wrong type', [change(service, { spec: { ports: [{ port: '80' }] } })]],
    ['object-invalid', 'a missing field', [change(service, { spec: { ports: [{ name: 'http' }] } })]],
    ['object-invalid', 'an unknown value of Longhorn', [longhorn({ persistance: {} })]],
    ['object-invalid', 'a value that Longhorn refuses', [longhorn({ defaultSettings: { engineReplicaTimeout: 60 } })]],
    ['object-invalid', 'a field that the chart’s own CRD lacks', [crd, thing({ sise: 1 })]],
    [
      'object-invalid',
      'a namespace on a cluster-wide object',
      [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', namespace: 'b' } }],
    ],
    [
      'object-kind-unknown',
      'a kind of somebody else',
      [{ apiVersion: 'other.example.com/v1', kind: 'Other', metadata: { name: 'o', namespace: 'apps' } }],
    ],
    ['object-namespace-missing', 'no namespace', [change(configMap({}), { metadata: { name: 'c' } })]],
    ['object-name-invalid', 'capitals', [change(configMap({}), { metadata: { name: 'C', namespace: 'apps' } })]],
    [
      'object-name-invalid',
      'a Service name of 64 characters',
      [change(service, { metadata: { name: 'a'.repeat(64), namespace: 'apps' } }), deployment],
    ],
    [
      'object-name-invalid',
      'a label value with a space',
      [change(configMap({}), { metadata: { name: 'c', namespace: 'apps', labels: { a: 'b c' } } })],
    ],
    [
      'object-selector-mismatch',
      'a Deployment that does not select its pods',
      [
        change(deployment, {
          spec: { ...(deployment['spec'] as object), selector: { matchLabels: { app: 'other' } } },
        }),
      ],
    ],
    ['object-selector-mismatch', 'a Service that reaches nothing', [service]],
    [
      'object-selector-mismatch',
      'a budget in another namespace',
      [deployment, change(budget, { metadata: { name: 'web', namespace: 'other' } })],
    ],
    ['object-duplicate', 'one object in two versions', [configMap({}), configMap({ a: 'b' })]],
    ['secret-in-output', 'a Secret with data', [secret({ data: { password: 'aHVudGVyMg==' } })]],
    ['secret-in-output', 'a Secret with text', [secret({ stringData: { password: 'hunter2' } })]],
    ['secret-in-output', 'a private key in a ConfigMap', [configMap({ key: '-----BEGIN PRIVATE KEY-----\nMII' })]],
  ];

  test.each(cases)('%s: %s', (code, _what, objects) => {
    const problems = check(...objects);
    expect(problems.map((p) => p.code)).toEqual([code]);
    expect(problems[0]?.where).toBeTruthy();
  });

  test('a Secret without values, and one that SOPS has encrypted, are no secrets', () => {
    expect(
      check(
        secret({ type: 'Opaque' }),
        change(secret({ stringData: { a: 'ENC[AES256_GCM,data:x]' }, sops: { mac: 'x' } }), {
          metadata: { name: 'e', namespace: 'apps' },
        }),
      ).filter((p) => p.code === 'secret-in-output'),
    ).toEqual([]);
  });

  test('a Secret with a wrong field is refused without showing its value', () => {
    const problems = check(secret({ stringData: { pin: 482913 } }));
    expect(problems.map((p) => p.code)).toContain('object-invalid');
    expect(JSON.stringify(problems)).not.toContain('482913');
  });

  test('no message shows a secret', () => {
    expect(
      JSON.stringify(
        check(secret({ stringData: { password: 'hunter2' } }), configMap({ a: `x ghp_${'z'.repeat(36)}` })),
      ),
    ).not.toMatch(/hunter2|zzzz/);
  });

  test('pods that a HelmRelease makes are not known: a budget in its namespace is not judged', () => {
    expect(check(longhorn({}), change(budget, { metadata: { name: 'web', namespace: 'longhorn-system' } }))).toEqual(
      [],
    );
  });
});
