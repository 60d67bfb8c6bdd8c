import { describeWith } from './harness/components/describe-with';
import { type ApiServer, startApiServer } from './harness/control-plane/api-server';
import type { ApplyResult } from './harness/control-plane/apply';
import { complaints, expectNoChange } from './harness/control-plane/expect-accepted';
import { CRD_COMPONENTS, installCrds } from './harness/control-plane/install-crds';
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
