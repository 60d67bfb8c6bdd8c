import { isDeepStrictEqual } from 'node:util';
import { describeWith } from './harness/components/describe-with';
import { type ApiServer, startApiServer } from './harness/control-plane/api-server';
import type { Applied, ApplyResult } from './harness/control-plane/apply';
import { CRD_COMPONENTS, installCrds } from './harness/control-plane/install-crds';
import { showReference } from './harness/control-plane/resource-paths';
import { documentsOf, exampleNames, kindsFirst, missingNamespaces, readExample } from './harness/examples';

describeWith(
  'etcd',
  'kube-apiserver',
  ...CRD_COMPONENTS,
)('every object is accepted as it is written', () => {
  describe.each(exampleNames)('%s', (example) => {
    const spec = readExample(example);
    const documents = kindsFirst(documentsOf(spec), ['Namespace']);
    const webhooks = documents.filter(({ object }) => object.kind.endsWith('WebhookConfiguration'));
    const calm = documents.filter((document) => !webhooks.includes(document));
    let server: ApiServer;
    let first: readonly ApplyResult[];

    beforeAll(async () => {
      server = await startApiServer({ serviceCidr: spec.cluster.network.serviceCidr });
      await installCrds(server);
      await server.apply(missingNamespaces(calm));
      first = await server.apply(calm);
    });

    afterAll(async () => {
      await server.stop();
    });

    test('without an error or a warning', () => {
      expect(complaints(first)).toEqual([]);
      expect(first.length).toBeGreaterThan(40);
    });

    test('and nothing changes the second time', async () => {
      await expectNoChange(server, calm, first);
    });

    // Last: from then on their services would be asked, and nothing answers for them here.
    test('so are webhooks', async () => {
      const once = await server.apply(webhooks);
      expect(complaints(once)).toEqual([]);
      await expectNoChange(server, webhooks, once);
    });
  });
});

/** What the server said against any of them, in its own words. */
function complaints(results: readonly ApplyResult[]): readonly string[] {
  return results.flatMap(({ object, error, warnings }) =>
    [...(error === undefined ? [] : [error]), ...warnings.map((text) => `warning: ${text}`)].map(
      (text) => `${showReference(object)}: ${text}`,
    ),
  );
}

/**
 * Applies again, twice: nothing is different, and at the end nothing is even written.
 *
 * The first time the server may write, though nothing of the object changes: it stores the status that a CRD of Flux
 * gives as a default. An APIService gets its status from the server itself, at any time.
 */
async function expectNoChange(server: ApiServer, documents: readonly Applied[], before: readonly ApplyResult[]) {
  const second = await server.apply(documents);
  const third = await server.apply(documents);
  expect(complaints([...second, ...third])).toEqual([]);
  expect(second.map(withoutStatus)).toEqual(before.map(withoutStatus));
  const written = third.filter(({ stored }, i) => {
    const earlier = second[i]?.stored;
    const isSameVersion = stored?.metadata.resourceVersion === earlier?.metadata.resourceVersion;
    return !isSameVersion && isDeepStrictEqual(stored?.status, earlier?.status);
  });
  expect(written.map(({ object }) => showReference(object))).toEqual([]);
}

function withoutStatus({ stored }: ApplyResult): unknown {
  if (!stored) return undefined;
  return { ...stored, status: undefined, metadata: { ...stored.metadata, resourceVersion: '', managedFields: [] } };
}
