import fc from 'fast-check';
import { readManifests } from '../lib/model/read-manifests';
import { describeWith } from './harness/components/describe-with';
import { type ApiServer, startApiServer } from './harness/control-plane/api-server';
import { expectApplied } from './harness/control-plane/apply';
import type { ObjectReference } from './harness/control-plane/resource-paths';
import { waitFor } from './harness/runs/wait-for';

/** Plain scalars on which readers of YAML differ. */
const SCALARS = [
  ...'yes y Y n No NO on Off true True yEs null Null ~'.split(' '),
  ...'0755 0o17 0o8 0x1F 0x1_F 0x 0b11 1_000 1__0 1_ _1 -1_0 08 0_7 +1 -0x1 007 0xg ٣'.split(' '),
  ...'12:30 1:30:45 2024-01-01 2024-01-01T00:00:00Z 1-2 1Gi 100m 0.1.2 v1'.split(' '),
  ...'1e3 1E+3 1e .5 +.5 1. 1.0 0.0 1_0.5 0.1_5 -.5e3 9007199254740993 . - + ='.split(' '),
  ...'.inf -.inf .nan 1e400 -0'.split(' '),
  ...['', '"yes"', "'1'", '!!str 1', '<<'],
];

/** Takes whatever stands below spec. */
const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'readings.e2e.test' },
  spec: {
    group: 'e2e.test',
    scope: 'Namespaced',
    names: { kind: 'Reading', plural: 'readings', singular: 'reading', listKind: 'ReadingList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        },
      },
    ],
  },
};

const READING = { apiVersion: 'e2e.test/v1', kind: 'Reading', metadata: { name: 'one', namespace: 'default' } };

describeWith('etcd', 'kube-apiserver')('manifests are read as the API server reads them', () => {
  let server: ApiServer;

  beforeAll(async () => {
    server = await startApiServer();
    expectApplied(await server.apply([CRD]));
    await waitFor('the kind to be served', async () => (await readByServer('a: 1')) !== undefined, {
      deadlineMs: 15_000,
    });
  });

  afterAll(async () => server.stop());

  test.each(SCALARS)('the plain scalar %j', async (scalar) => {
    await expectSameReading(`a: ${scalar}`);
  });

  test('scalars that nobody thought of', async () => {
    const characters = fc.constantFrom(...'0 1 2 3 4 5 6 7 8 9 _ + - . : e E x X o O b y Y n N'.split(' '));
    const scalar = fc
      .array(characters, { minLength: 1, maxLength: 8 })
      .map((all) => all.join(''))
      .filter((text) => !isExtreme(text));
    await fc.assert(
      fc.asyncProperty(fc.array(scalar, { minLength: 20, maxLength: 20 }), async (scalars) => {
        for (const text of scalars) await expectSameReading(`a: ${text}`);
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  /** What the server makes of the text, {refused} when it takes it for no YAML or no JSON. */
  async function readByServer(spec: string): Promise<unknown> {
    const [result] = await server.apply([{ object: READING, yaml: documentOf(spec) }], { dryRun: true });
    if (result?.stored) return (result.stored as ObjectReference & { readonly spec?: unknown }).spec;
    return { refused: result?.error };
  }

  async function expectSameReading(spec: string): Promise<void> {
    const theirs = await readByServer(spec);
    expect({ spec, read: readByUs(spec, theirs) }).toEqual({ spec, read: theirs });
  }
});

function documentOf(spec: string): string {
  const { apiVersion, kind, metadata } = READING;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: ${JSON.stringify(metadata)}\nspec:\n  ${spec}\n`;
}

/** Beyond what a double holds, and negative zero, which JSON printers write as they like. */
function isExtreme(scalar: string): boolean {
  const digits = scalar.replaceAll('_', '');
  return !Number.isFinite(Number(digits.replace(/^[-+]?\./, '0.')) || 0) || /^-[0.]+(e|$)|^-0[xbo]?0+$/i.test(digits);
}

function readByUs(spec: string, theirs: unknown): unknown {
  try {
    return (readManifests(documentOf(spec))[0] as { readonly spec: unknown }).spec;
  } catch (error) {
    return isRefused(theirs) ? theirs : { refused: (error as Error).message };
  }
}

function isRefused(reading: unknown): boolean {
  return typeof reading === 'object' && reading !== null && 'refused' in reading;
}
