import { describeWith } from './harness/components/describe-with';
import { type ApiServer, startApiServer } from './harness/control-plane/api-server';
import { expectApplied } from './harness/control-plane/apply';
import { startControllers } from './harness/control-plane/controllers';
import { startFakeNodes } from './harness/control-plane/fake-nodes';
import { CRD_COMPONENTS, installCrds } from './harness/control-plane/install-crds';
import { nodesOf } from './harness/control-plane/nodes-of';
import { provideVolumes } from './harness/control-plane/provide-volumes';
import { Workloads } from './harness/control-plane/workloads';
import { documentsOf, readExample } from './harness/examples';
import {
  buildInstance,
  featureGatesOf,
  following,
  INSTANCE_COMPONENTS,
  instanceOf,
  syncOf,
} from './harness/flux/build-instance';
import { type ChartRepository, startChartRepository } from './harness/flux/chart-repository';
import { startFluxControllers } from './harness/flux/controllers';
import { type GitServer, startGitServer } from './harness/flux/git-server';
import {
  type FluxObject,
  isReady,
  readFluxObject,
  readyOf,
  reconcile,
  REPOSITORY,
  requestReconcile,
  waitForCommit,
  waitForObject,
} from './harness/flux/layers';
import { repositoryFiles, withoutApps } from './harness/flux/repository';
import { crdNameOf, standInChart } from './harness/flux/stand-in-chart';
import { waitFor } from './harness/runs/wait-for';

const STORE = '  - { name: store, kind: postgres, disk: 1Gi }\n';
const SPEC = readExample('three-nodes.yaml', STORE);
const DOCUMENTS = documentsOf(SPEC);
const RELEASES: any[] = DOCUMENTS.map(({ object }) => object).filter(({ kind }) => kind === 'HelmRelease');

const LONGHORN = { namespace: 'longhorn-system', name: 'longhorn', file: 'dist/storage/longhorn.k8s.yaml' } as const;
const OPERATOR = {
  namespace: 'cnpg-system',
  name: 'cloudnative-pg',
  file: 'dist/system/cloudnative-pg.k8s.yaml',
} as const;
type Release = typeof LONGHORN | typeof OPERATOR;

/** Text of a file → what is to stand there instead. */
type Edits = Readonly<Record<string, readonly (readonly [from: string, to: string])[]>>;

/** Not as long as dist/ would wait for what does not come up: these are the seconds that a test waits. */
const SOON = ['  timeout: 15m\n', '  timeout: 5s\n'] as const;
const FOR_NO_NODE = [['  values:\n', '  values:\n    nodeSelector:\n      nowhere: "true"\n'], SOON] as const;
/** Pods of a class that is not there are refused. A field that is changed, not added: Helm 3 would leave that one for good. */
const OF_NO_CLASS = [['priorityClassName: infrastructure\n', 'priorityClassName: nobody\n'], SOON] as const;
const OF_NO_REPLICA = [['replicaCount: 2\n', 'replicaCount: 0\n']] as const;

/**
 * Flux' helm-controller installs the releases of dist/ on a real control plane. Stood in for: the charts, which cannot be
 * had without a way out, the nodes, and Longhorn's provisioner. The tests are one story and run in this order.
 */
describeWith(
  'etcd',
  'kube-apiserver',
  'kube-scheduler',
  'kube-controller-manager',
  'source-controller',
  'kustomize-controller',
  'helm-controller',
  'helm',
  ...INSTANCE_COMPONENTS,
  ...CRD_COMPONENTS,
)('Flux installs charts', () => {
  let server: ApiServer;
  let git: GitServer;
  let charts: ChartRepository;
  let head: string;
  let workloads: Workloads;
  /** What is to be ended, the last first. */
  const closing: (() => Promise<void>)[] = [];

  const pathOf = ({ namespace, name }: Release): string =>
    `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${namespace}/helmreleases/${name}`;
  const objectOf = async (path: string): Promise<any> => server.client.mustSend({ method: 'GET', path });
  const deploymentOf = async ({ namespace, name }: Release): Promise<any> =>
    objectOf(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
  const podsOf = async ({ namespace }: Release): Promise<any[]> =>
    (await objectOf(`/api/v1/namespaces/${namespace}/pods`)).items;
  const runningOf = async (release: Release): Promise<string[]> =>
    (await podsOf(release)).filter(({ status }) => status.phase === 'Running').map(({ metadata }) => metadata.name);
  const byHand = async ({ namespace, name }: Release, change: object): Promise<void> => {
    await server.client.mustSend({
      method: 'PATCH',
      path: `/apis/apps/v1/namespaces/${namespace}/deployments/${name}?fieldManager=kubectl-edit`,
      contentType: 'application/merge-patch+json',
      body: JSON.stringify(change),
    });
  };
  const commit = async (spec: typeof SPEC, message: string, edits: Edits = {}): Promise<string> => {
    head = await git.commit(edited(repositoryFiles(spec), charts.url, edits), message);
    await requestReconcile(server, REPOSITORY);
    return head;
  };
  const fullyApplied = async (...args: Parameters<typeof commit>): Promise<void> =>
    waitForCommit(server, await commit(...args));
  const waitForFailure = async (release: Release, reason: string, text: string): Promise<any> =>
    waitForObject(server, pathOf(release), `to be ${reason}`, (object) => {
      const released = releasedOf(object);
      return released?.status === 'False' && released.reason === reason && released.message.includes(text);
    });

  beforeAll(async () => {
    server = await startApiServer({ serviceCidr: SPEC.cluster.network.serviceCidr });
    closing.push(server.stop);
    workloads = new Workloads(server);
    [git, charts] = await Promise.all([
      startGitServer(server.folder),
      startChartRepository(server.folder),
      installCrds(server),
      startControllers(server),
    ]);
    closing.push(git.goAway, charts.goAway);
    const nodes = await startFakeNodes(server, nodesOf(SPEC));
    closing.push(nodes.stop);
    expectApplied(await server.apply(provideVolumes(DOCUMENTS)));
    for (const { spec } of RELEASES)
      await charts.publish(standInChart({ name: spec.chart.spec.chart, version: spec.chart.spec.version }));
    const operated = await buildInstance(following(instanceOf(DOCUMENTS), git.url));
    const kustomizeFlags = featureGatesOf(operated, 'kustomize-controller');
    closing.push((await startFluxControllers(server, { helm: true, kustomizeFlags })).stop);
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } };
    expectApplied(await server.apply([namespace, ...syncOf(operated)]));
  });

  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
  });

  test('an install that does not come up is reported, and nothing of it is taken away again', async () => {
    await commit(SPEC, 'the first, with storage for nodes that nobody has', { [LONGHORN.file]: FOR_NO_NODE });
    await waitForFailure(LONGHORN, 'InstallFailed', 'deadline exceeded');
    // The history comes after the condition.
    const hasHistory = ({ status }: any): boolean => status.history !== undefined;
    const failed: any = await waitForObject(server, pathOf(LONGHORN), 'to have a history', hasHistory);
    expect(failed.status.history[0]).toMatchObject({ status: 'failed', version: 1 });
    expect(await runningOf(LONGHORN)).toEqual([]);
    expect(await podsOf(LONGHORN)).toHaveLength(1);
  });

  test('the next commit heals it where it is', async () => {
    const { metadata } = await deploymentOf(LONGHORN);
    await fullyApplied(SPEC, 'storage for all nodes');
    expect((await deploymentOf(LONGHORN)).metadata.uid).toBe(metadata.uid);
    expect(await runningOf(LONGHORN)).toHaveLength(1);
    await workloads.waitUntilAvailable({ deadlineMs: 60_000 });
  });

  test('each release is the chart, the version and the values of dist/', async () => {
    expect(RELEASES.map(({ metadata }) => metadata.name).sort()).toEqual([OPERATOR.name, LONGHORN.name]);
    for (const { metadata, spec } of RELEASES) {
      const release = (await objectOf(pathOf(metadata))) as { readonly status: any };
      expect(release.status.history[0]).toMatchObject({
        status: 'deployed',
        name: metadata.name,
        namespace: metadata.namespace,
        chartName: spec.chart.spec.chart,
        chartVersion: spec.chart.spec.version,
      });
      const shown = await objectOf(`/api/v1/namespaces/${metadata.namespace}/configmaps/${metadata.name}-values`);
      expect(JSON.parse(shown.data.values)).toMatchObject(spec.values);
    }
  });

  test('what dist/ says of the operator of databases puts it on two nodes, under one budget', async () => {
    const pods = await podsOf(OPERATOR);
    expect(pods).toHaveLength(2);
    expect(new Set(pods.map(({ spec }) => spec.nodeName)).size).toBe(2);
    const budgets = `/apis/policy/v1/namespaces/${OPERATOR.namespace}/poddisruptionbudgets/${OPERATOR.name}`;
    await waitFor(
      'the budget to allow one eviction of two pods',
      async () => {
        const { status } = await objectOf(budgets);
        return status.expectedPods === 2 && status.currentHealthy === 2 && status.disruptionsAllowed === 1;
      },
      { deadlineMs: 20_000 },
    );
  });

  test('a commit with another version upgrades the release, and the kinds that its chart brings', async () => {
    const [{ version }] = RELEASES.filter(({ metadata }) => metadata.name === OPERATOR.name).map(
      (r) => r.spec.chart.spec,
    );
    await charts.publish(standInChart({ name: OPERATOR.name, version: '99.0.0', crdField: 'colour' }));
    await reconcile(
      server,
      `/apis/source.toolkit.fluxcd.io/v1/namespaces/${OPERATOR.namespace}/helmrepositories/${OPERATOR.name}`,
    );
    await fullyApplied(SPEC, 'a newer operator', UPGRADE(version));
    const { spec } = await deploymentOf(OPERATOR);
    expect(spec.template.spec.containers[0].image).toBe('example.org/cloudnative-pg:99.0.0');
    const crd = await objectOf(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crdNameOf(OPERATOR.name)}`);
    expect(Object.keys(crd.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties)).toEqual(['colour']);
    expect((await objectOf(pathOf(OPERATOR))).status.history[0]).toMatchObject({
      status: 'deployed',
      chartVersion: '99.0.0',
    });
  });

  test('an upgrade that does not come up is reported, and what ran before goes on', async () => {
    const before = (await runningOf(OPERATOR)).sort();
    const { metadata } = await deploymentOf(OPERATOR);
    await commit(SPEC, 'an operator of a class that is not there', { [OPERATOR.file]: OF_NO_CLASS });
    await waitForFailure(OPERATOR, 'UpgradeFailed', 'deadline exceeded');
    expect((await runningOf(OPERATOR)).sort()).toEqual(before);
    const { metadata: now, status } = await deploymentOf(OPERATOR);
    expect(now.uid).toBe(metadata.uid);
    expect(status.availableReplicas).toBe(2);
    expect(isReady(await readFluxObject(server, pathOf(LONGHORN)))).toBe(true);
  });

  test('values that the chart refuses are reported, and change nothing', async () => {
    const before = await deploymentOf(OPERATOR);
    await commit(SPEC, 'no operator at all', { [OPERATOR.file]: OF_NO_REPLICA });
    await waitForFailure(OPERATOR, 'UpgradeFailed', 'replicaCount');
    expect((await deploymentOf(OPERATOR)).spec).toEqual(before.spec);
  });

  test('a revert heals', async () => {
    const before = (await runningOf(OPERATOR)).sort();
    await fullyApplied(SPEC, 'revert');
    await workloads.waitUntilAvailable({ deadlineMs: 60_000 });
    expect(await runningOf(OPERATOR)).toHaveLength(before.length);
  });

  test('a change by hand is reverted', async () => {
    const before = await deploymentOf(OPERATOR);
    await byHand(OPERATOR, { spec: { replicas: 1 } });
    await server.client.mustSend({
      method: 'DELETE',
      path: `/api/v1/namespaces/${OPERATOR.namespace}/services/${OPERATOR.name}`,
    });
    await reconcile(server, pathOf(OPERATOR));
    await waitForObject(server, pathOf(OPERATOR), 'to be ready', isReady);
    expect((await deploymentOf(OPERATOR)).spec).toEqual(before.spec);
    await objectOf(`/api/v1/namespaces/${OPERATOR.namespace}/services/${OPERATOR.name}`);
  });

  test('the loss of the chart repository is reported and stops nothing, not even the correction of drift', async () => {
    const before = await deploymentOf(OPERATOR);
    await charts.goAway();
    const repository = `/apis/source.toolkit.fluxcd.io/v1/namespaces/${OPERATOR.namespace}/helmrepositories/${OPERATOR.name}`;
    await requestReconcile(server, repository);
    await waitForObject(server, repository, 'to fail', (object) => readyOf(object)?.status === 'False');
    await byHand(OPERATOR, { spec: { replicas: 1 } });
    await reconcile(server, pathOf(OPERATOR));
    expect(isReady(await readFluxObject(server, pathOf(OPERATOR)))).toBe(true);
    expect((await deploymentOf(OPERATOR)).spec).toEqual(before.spec);
    await charts.comeBack();
    await reconcile(server, repository);
  });

  test('a release that git no longer has is not uninstalled', async () => {
    const before = await deploymentOf(OPERATOR);
    const without = withoutApps(SPEC, 'store');
    expect(repositoryFiles(without).has(OPERATOR.file)).toBe(false);
    await fullyApplied(without, 'no databases');
    expect(isReady(await readFluxObject(server, pathOf(OPERATOR)))).toBe(true);
    expect((await deploymentOf(OPERATOR)).metadata.uid).toBe(before.metadata.uid);
    expect(await runningOf(OPERATOR)).toHaveLength(2);
  });
});

/** How the last install or upgrade ended. Ready soon tells when it is tried again instead. */
function releasedOf({ status }: FluxObject) {
  return status?.conditions?.find(({ type }) => type === 'Released');
}

/** Only the version differs. */
function UPGRADE(version: string): Edits {
  return { [OPERATOR.file]: [[`version: ${version}\n`, 'version: 99.0.0\n']] };
}

/** The files with charts from a repository of this computer, and edited. @throws Error for an edit that finds nothing */
function edited(files: ReadonlyMap<string, string>, charts: string, edits: Edits): ReadonlyMap<string, string> {
  const changed = new Map(files);
  const edit = (path: string, from: string, to: string) => {
    const text = changed.get(path) ?? '';
    if (!text.includes(from)) throw new Error(`${path} has no ${JSON.stringify(from)}`);
    changed.set(path, text.replace(from, to));
  };
  for (const [path, pairs] of Object.entries(edits)) for (const [from, to] of pairs) edit(path, from, to);
  for (const { metadata } of RELEASES) {
    const file = [LONGHORN, OPERATOR].find(({ name }) => name === metadata.name)?.file ?? '';
    const url = DOCUMENTS.map(({ object }) => object as any).find(
      (o) => o.kind === 'HelmRepository' && o.metadata.name === metadata.name,
    ).spec.url;
    if (changed.has(file)) edit(file, url, charts);
  }
  return changed;
}
