import {
  chartValuesValidator,
  isNamespaced,
  type SchemaError,
  validatorFor,
  validatorFromCrd,
} from './object-validators';
import { resolveSchema, schemaIndex } from './load-schemas';

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          {
            name: 'web',
            image: 'web:1',
            ports: [{ containerPort: 80 }],
            resources: { requests: { cpu: 0.5, memory: '1Gi' } },
          },
        ],
      },
    },
  },
};

const kustomization = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name: 'apps', namespace: 'flux-system' },
  spec: { interval: '1h', prune: true, sourceRef: { kind: 'GitRepository', name: 'flux-system' } },
};

interface Typed {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

function errorsOf(object: Typed): readonly SchemaError[] {
  const validate = validatorFor(object.apiVersion, object.kind);
  if (!validate) throw new Error(`no validator for ${object.apiVersion} ${object.kind}`);
  return validate(object);
}

const pathsOf = (object: Typed) => errorsOf(object).map((error) => error.path);

test('objects that an API server takes have no errors', () => {
  expect(errorsOf(deployment)).toEqual([]);
  expect(errorsOf(kustomization)).toEqual([]);
});

test('an unknown field of a core kind is found at any depth, with the field that was meant', () => {
  const [container] = deployment.spec.template.spec.containers;
  const template = { ...deployment.spec.template, spec: { containers: [{ ...container, imagePullPolice: 'Always' }] } };
  expect(errorsOf({ ...deployment, spec: { ...deployment.spec, template } })).toEqual([
    {
      path: ['spec', 'template', 'spec', 'containers', 0, 'imagePullPolice'],
      found: 'imagePullPolice',
      expected: 'a known field; did you mean imagePullPolicy?',
    },
  ]);
});

test('an unknown field of a custom resource is found', () => {
  expect(pathsOf({ ...kustomization, spec: { ...kustomization.spec, dependOn: [] } })).toEqual([['spec', 'dependOn']]);
});

test('unknown fields of the metadata are found in core kinds and in custom resources', () => {
  expect(pathsOf({ ...deployment, metadata: { name: 'web', lables: {} } })).toEqual([['metadata', 'lables']]);
  expect(pathsOf({ ...kustomization, metadata: { name: 'apps', lables: {} } })).toEqual([['metadata', 'lables']]);
});

test('missing fields, wrong types and wrong words are found', () => {
  const { template } = deployment.spec;
  expect(pathsOf({ ...deployment, spec: { replicas: '3', template } })).toEqual([
    ['spec', 'selector'],
    ['spec', 'replicas'],
  ]);
  const sourceRef = { kind: 'GitRepo', name: 'flux-system' };
  expect(pathsOf({ ...kustomization, spec: { ...kustomization.spec, interval: 60, sourceRef } })).toEqual([
    ['spec', 'interval'],
    ['spec', 'sourceRef', 'kind'],
  ]);
});

test('label values and annotations must be texts', () => {
  const labels = { a: 'x', b: 1, c: true };
  expect(pathsOf({ ...deployment, metadata: { name: 'web', labels } })).toEqual([
    ['metadata', 'labels', 'b'],
    ['metadata', 'labels', 'c'],
  ]);
});

test('the status is not looked at', () => {
  expect(errorsOf({ ...deployment, status: { anything: 1 } })).toEqual([]);
});

test('a kind that is not known has no validator and no scope', () => {
  for (const [apiVersion, kind] of [
    ['example.com/v1', 'Thing'],
    ['apps/v1', 'Thing'],
    ['apps/v1beta1', 'Deployment'],
    ['constructor', 'toString'],
    ['apps/v1', 'constructor'],
  ] as const) {
    expect(validatorFor(apiVersion, kind)).toBeUndefined();
    expect(isNamespaced(apiVersion, kind)).toBeUndefined();
  }
});

test('the scope of kinds is known', () => {
  expect(isNamespaced('apps/v1', 'Deployment')).toBe(true);
  expect(isNamespaced('v1', 'Namespace')).toBe(false);
  expect(isNamespaced('storage.k8s.io/v1', 'StorageClass')).toBe(false);
  expect(isNamespaced('storage.k8s.io/v1', 'CSIStorageCapacity')).toBe(true);
  expect(isNamespaced('helm.toolkit.fluxcd.io/v2', 'HelmRelease')).toBe(true);
});

test('every kind and chart has a schema with no keyword that the checks would pass over', () => {
  const { kinds, charts } = schemaIndex();
  const entries = Object.values(kinds).flatMap((byKind) => Object.values(byKind).map(({ schema }) => schema));
  const unknown = [...entries, ...Object.values(charts)].flatMap((reference) => keywordsIn(resolveSchema(reference)));
  expect([...new Set(unknown)].filter((keyword) => !KEYWORDS.has(keyword))).toEqual([]);
  expect(entries.length).toBeGreaterThan(70);
});

describe('from a CustomResourceDefinition', () => {
  const schema = {
    type: 'object',
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec: {
        type: 'object',
        required: ['size'],
        properties: {
          size: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
          free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          from: {
            type: 'object',
            properties: { secret: { type: 'string' }, config: { type: 'string' } },
            anyOf: [{ required: ['secret'] }, { required: ['config'] }],
          },
        },
      },
      status: { type: 'object', required: ['phase'], properties: { phase: { type: 'string' } } },
    },
    required: ['spec', 'status'],
  };
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'boxes.example.com' },
    spec: {
      group: 'example.com',
      names: { kind: 'Box', plural: 'boxes' },
      scope: 'Cluster',
      versions: [
        { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } },
        { name: 'v1alpha1', served: false, schema: { openAPIV3Schema: schema } },
      ],
    },
  };
  const box = { apiVersion: 'example.com/v1', kind: 'Box', metadata: { name: 'a' }, spec: { size: '10Gi' } };
  const validators = new Map(validatorFromCrd(crd));
  const boxPaths = (object: unknown) =>
    validators
      .get('example.com/v1/Box')
      ?.validate(object)
      .map((error) => error.path);

  test('there is a validator for every version that is served', () => {
    expect([...validators.keys()]).toEqual(['example.com/v1/Box']);
    expect(validators.get('example.com/v1/Box')?.namespaced).toBe(false);
  });

  test('objects are checked, without their status', () => {
    expect(boxPaths(box)).toEqual([]);
    expect(boxPaths({ ...box, spec: { size: 3, free: { a: 1 } } })).toEqual([]);
    expect(boxPaths({ ...box, metadata: { name: 'a', lables: {} }, spec: { siez: 3 } })).toEqual([
      ['metadata', 'lables'],
      ['spec', 'size'],
      ['spec', 'siez'],
    ]);
    expect(boxPaths({ ...box, kind: 'Bag' })).toEqual([['kind']]);
    expect(boxPaths({ ...box, spec: { size: true } })).toEqual([['spec', 'size']]);
  });

  test('alternatives that all fail are one error', () => {
    expect(boxPaths({ ...box, spec: { size: 1, from: {} } })).toEqual([['spec', 'from']]);
    expect(boxPaths({ ...box, spec: { size: 1, from: { config: 'a' } } })).toEqual([]);
  });

  test('what is no CustomResourceDefinition brings nothing', () => {
    for (const other of [undefined, {}, deployment, { ...crd, spec: {} }]) expect(validatorFromCrd(other)).toEqual([]);
  });
});

describe('of the values of Longhorn', () => {
  const pathsIn = (values: unknown, version = '1.11.3') =>
    chartValuesValidator(`longhorn-${version}`)?.(values).map((error) => error.path.join('.'));
  const setting = (name: string, value: unknown, version?: string) =>
    pathsIn({ defaultSettings: { [name]: value } }, version);

  test('good values have no errors', () => {
    const values = {
      persistence: { defaultClassReplicaCount: 3, reclaimPolicy: 'Retain', defaultDataLocality: 'strict-local' },
      csi: { attacherReplicaCount: 3, podAntiAffinityPreset: 'hard' },
      defaultSettings: {
        defaultReplicaCount: 3,
        replicaSoftAntiAffinity: false,
        nodeDrainPolicy: 'block-if-contains-last-replica',
      },
      longhornUI: { replicas: 2, tolerations: [{ key: 'a' }], nodeSelector: { a: 'b' }, affinity: {} },
      longhornManager: { resources: { requests: { cpu: '1' } } },
    };
    expect(pathsIn(values)).toEqual([]);
    expect(pathsIn(values, '1.12.1')).toEqual([]);
  });

  test('a key that the chart does not have is an error', () => {
    expect(pathsIn({ persistense: {} })).toEqual(['persistense']);
    expect(setting('replicaCount', 3)).toEqual(['defaultSettings.replicaCount']);
    expect(pathsIn({ defaultBackupStore: { backupstorePollInterval: 300 } })).toEqual([
      'defaultBackupStore.backupstorePollInterval',
    ]);
  });

  test('a key belongs to a version', () => {
    expect(setting('snapshotCountWarningThreshold', 100, '1.11.3')).toEqual([
      'defaultSettings.snapshotCountWarningThreshold',
    ]);
    expect(setting('snapshotCountWarningThreshold', 100, '1.12.1')).toEqual([]);
    expect(chartValuesValidator('longhorn-1.0.0')).toBeUndefined();
  });

  test.each<[string, readonly unknown[], readonly unknown[]]>([
    [
      'defaultReplicaCount',
      [1, 20, '3', { v1: '3', v2: '2' }, '{"v1":"3","v2":"2"}', null],
      [0, 21, '21', 'x', { v1: '3' }, { v1: 3, v2: 3 }],
    ],
    ['engineReplicaTimeout', [8, 30, '15'], [7, 31, '31', 15.5]],
    ['storageMinimalAvailablePercentage', [0, 100, '25'], [-1, 101, '101', true]],
    ['replicaAutoBalance', ['disabled', 'best-effort'], ['on', true, 1]],
    ['replicaSoftAntiAffinity', [true, 'false'], ['yes', 1]],
    ['defaultDataLocality', ['strict-local'], ['strict']],
    ['snapshotDataIntegrity', ['fast-check', { v1: 'disabled', v2: 'enabled' }], ['fast', { v1: 'no', v2: 'enabled' }]],
    ['disableRevisionCounter', [true, '{"v1":"true"}', { v1: 'true' }], ['{"v2":"true"}', { v1: true }]],
    ['guaranteedInstanceManagerCPU', [12, 12.5, '40', '39.9'], [41, '40.1']],
    ['defaultBackupBlockSize', [2, '16'], [4]],
    ['orphanResourceAutoDeletion', ['', 'replica-data', 'replica-data;instance'], ['all']],
    ['rebuildConcurrentSyncLimit', [null], [1]],
  ])('%s takes what Longhorn takes', (name, good, bad) => {
    for (const value of good) expect([value, setting(name, value)]).toEqual([value, []]);
    expect(bad.filter((value) => setting(name, value)?.length === 0)).toEqual([]);
  });

  test('job lists are JSON texts', () => {
    const jobList = (value: unknown) => pathsIn({ persistence: { recurringJobSelector: { jobList: value } } });
    expect(jobList('[{"name":"backup","isGroup":true}]')).toEqual([]);
    expect(jobList([])).toEqual([]);
    expect(jobList([{ name: 'backup' }])).toEqual(['persistence.recurringJobSelector.jobList']);
  });
});

const KEYWORDS: ReadonlySet<string> = new Set([
  '$id',
  '$ref',
  'additionalProperties',
  'allOf',
  'anyOf',
  'definitions',
  'enum',
  'exclusiveMaximum',
  'exclusiveMinimum',
  'items',
  'maxItems',
  'maxLength',
  'maxProperties',
  'maximum',
  'minItems',
  'minLength',
  'minProperties',
  'minimum',
  'multipleOf',
  'not',
  'oneOf',
  'pattern',
  'properties',
  'required',
  'title',
  'type',
  'uniqueItems',
]);

function keywordsIn(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(keywordsIn);
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]: [string, unknown]) => {
    if (keyword === 'enum') return [keyword];
    const inside = keyword === 'properties' || keyword === 'definitions' ? Object.values(value as object) : value;
    return [keyword, ...keywordsIn(inside)];
  });
}
