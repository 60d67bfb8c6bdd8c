import { describeWith } from './harness/components/describe-with';
import { type ApiServer, startApiServer } from './harness/control-plane/api-server';
import type { Applied, ApplyResult } from './harness/control-plane/apply';
import { complaints, expectNoChange } from './harness/control-plane/expect-accepted';
import { CRD_COMPONENTS, installCrds } from './harness/control-plane/install-crds';
import {
  documentsOf,
  exampleNames,
  forEveryExample,
  kindsFirst,
  missingNamespaces,
  readExample,
} from './harness/examples';

/** One example's objects, and a server that has seen all but the webhooks once. */
interface Admitted {
  readonly example: string;
  readonly server: ApiServer;
  readonly calm: readonly Applied[];
  /** From then on their services would be asked, and nothing answers for them here. */
  readonly webhooks: readonly Applied[];
  readonly first: readonly ApplyResult[];
}

describeWith(
  'etcd',
  'kube-apiserver',
  ...CRD_COMPONENTS,
)('every object of every example is accepted as it is written', () => {
  const all = new Map<string, Admitted>();
  const of = (example: string): Admitted => all.get(example)!;

  beforeAll(async () => {
    await forEveryExample(async (example) => {
      all.set(example, await admit(example));
    });
  });

  afterAll(async () => {
    for (const { server } of all.values()) await server.stop();
  });

  test.each(exampleNames)('%s: without an error or a warning', (example) => {
    expect(complaints(of(example).first)).toEqual([]);
    expect(of(example).first.length).toBeGreaterThan(40);
  });

  test('and nothing changes the second time', async () => {
    await Promise.all([...all.values()].map(async ({ server, calm, first }) => expectNoChange(server, calm, first)));
  });

  test.each(exampleNames)('%s: so are webhooks', async (example) => {
    const { server, webhooks } = of(example);
    const once = await server.apply(webhooks);
    expect(complaints(once)).toEqual([]);
    await expectNoChange(server, webhooks, once);
  });
});

async function admit(example: string): Promise<Admitted> {
  const spec = readExample(example);
  const documents = kindsFirst(documentsOf(spec), ['Namespace']);
  const webhooks = documents.filter(({ object }) => object.kind.endsWith('WebhookConfiguration'));
  const calm = documents.filter((document) => !webhooks.includes(document));
  const server = await startApiServer({ serviceCidr: spec.cluster.network.serviceCidr });
  await installCrds(server);
  await server.apply(missingNamespaces(calm));
  return { example, server, calm, webhooks, first: await server.apply(calm) };
}
