import { describeWith } from './harness/components/describe-with';
import { type ApiServer, startApiServer } from './harness/control-plane/api-server';
import { expectApplied } from './harness/control-plane/apply';
import { CRD_COMPONENTS, installCrds } from './harness/control-plane/install-crds';
import { type ObjectReference, showReference } from './harness/control-plane/resource-paths';
import { documentsOf, readExample } from './harness/examples';
import {
  buildInstance,
  featureGatesOf,
  following,
  INSTANCE_COMPONENTS,
  instanceOf,
  syncOf,
} from './harness/flux/build-instance';
import { type FluxControllers, startFluxControllers } from './harness/flux/controllers';
import { type GitServer, startGitServer } from './harness/flux/git-server';
import {
  type FluxObject,
  hasApplied,
  isReady,
  KUSTOMIZATIONS,
  readFluxObject,
  readLayers,
  readyOf,
  reconcile,
  REPOSITORY,
  requestReconcile,
  waitForCommit,
  waitForObject,
} from './harness/flux/layers';
import { repositoryFiles, withEnv, withoutApps } from './harness/flux/repository';
import { startStatusStandIn } from './harness/flux/status-stand-in';
import { differing, readStored, type StoredObjects } from './harness/flux/stored-objects';
import { type LayerWatch, watchLayers } from './harness/flux/watch-layers';

const SPEC = readExample('three-nodes.yaml');
/** What the repository holds from the second commit on. */
const GREETING = withEnv(SPEC, 'hello', { GREETING: 'good morning' });
const DOCUMENTS = documentsOf(SPEC);
const OBJECTS = DOCUMENTS.map(({ object }) => object);
const LAYERS = OBJECTS.filter(({ kind }) => kind === 'Kustomization') as (ObjectReference & FluxObject)[];
const HELLO = 'apps/v1 Deployment apps/hello';
const SERVICE = 'v1 Service apps/hello';
const INGRESS = 'apps/v1 Deployment traefik/traefik';
const NOTES = 'apps/v1 Deployment apps/notes';
const CLAIM = 'v1 PersistentVolumeClaim apps/notes';

/**
 * Flux' own source-controller and kustomize-controller follow a repository that holds this project's output, on a real
 * API server. Stood in for: the operator (by its command line), and whatever would make Deployments, claims and Helm releases
 * work (by startStatusStandIn). The tests are one story and run in this order.
 */
describeWith(
  'etcd',
  'kube-apiserver',
  'source-controller',
  'kustomize-controller',
  ...INSTANCE_COMPONENTS,
  ...CRD_COMPONENTS,
)('Flux follows the repository', () => {
  let server: ApiServer;
  let git: GitServer;
  let flux: FluxControllers;
  let watch: LayerWatch;
  let head: string;
  /** What the operator makes of flux/. */
  let operated: readonly ObjectReference[];
  /** What is to be ended, the last first. */
  const closing: (() => Promise<void>)[] = [];

  const stored = async (): Promise<StoredObjects> => readStored(server, OBJECTS);
  const layer = (name: string): string => `${KUSTOMIZATIONS}/${name}`;
  const commit = async (files: ReadonlyMap<string, string>, message: string): Promise<string> => {
    head = await git.commit(files, message);
    await requestReconcile(server, REPOSITORY);
    return head;
  };
  const fullyApplied = async (files: ReadonlyMap<string, string>, message: string): Promise<void> =>
    waitForCommit(server, await commit(files, message));
  const waitForFailure = async (name: string, reason: string, text: string): Promise<FluxObject> =>
    waitForObject(server, layer(name), `to be ${reason}`, (object) => {
      const ready = readyOf(object);
      return ready?.status === 'False' && ready.reason === reason && ready.message.includes(text);
    });
  const byHand = async (namespace: string, name: string, change: object): Promise<void> => {
    await server.client.mustSend({
      method: 'PATCH',
      path: `/apis/apps/v1/namespaces/${namespace}/deployments/${name}?fieldManager=kubectl-edit`,
      contentType: 'application/merge-patch+json',
      body: JSON.stringify(change),
    });
  };

  beforeAll(async () => {
    server = await startApiServer({ serviceCidr: SPEC.cluster.network.serviceCidr });
    closing.push(server.stop);
    [git] = await Promise.all([startGitServer(server.folder), installCrds(server)]);
    closing.push(git.goAway);
    operated = await buildInstance(following(instanceOf(DOCUMENTS), git.url));
    const kustomizeFlags = featureGatesOf(operated, 'kustomize-controller');
    [head, watch, flux] = await Promise.all([
      git.commit(repositoryFiles(SPEC), 'the first'),
      watchLayers(server),
      startFluxControllers(server, { kustomizeFlags }),
    ]);
    closing.push(flux.stop);
  });

  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
  });

  test('nothing goes on as long as CoreDNS is not ready', async () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } };
    expectApplied(await server.apply([namespace, ...syncOf(operated)]));
    await waitForObject(server, layer('dns'), 'to wait for health', ({ status }) =>
      Boolean(status?.conditions?.some(({ type, message }) => type === 'Reconciling' && message.includes('health'))),
    );
    const held = await Promise.all(
      ['storage', 'ingress', 'system'].map(async (name) =>
        waitForObject(server, layer(name), 'to wait', (object) => readyOf(object)?.reason === 'DependencyNotReady'),
      ),
    );
    expect(held.map((object) => readyOf(object)?.message)).toEqual(
      held.map(() => expect.stringContaining("dependency 'flux-system/dns' is not ready")),
    );
    const there = await stored();
    expect(there.has('apps/v1 Deployment kube-system/coredns')).toBe(true);
    expect(there.has('apps/v1 Deployment traefik/traefik')).toBe(false);
    expect(there.has(HELLO)).toBe(false);
  });

  test('every layer becomes ready, and each after those that it depends on', async () => {
    closing.push(startStatusStandIn(server).stop);
    await waitForCommit(server, head);
    const { states } = watch;
    const firstState = (name: string, isSo: (state: FluxObject) => boolean): number =>
      states.findIndex((state) => state.metadata.name === name && isSo(state));
    const pairs = LAYERS.flatMap(({ metadata, spec }) =>
      (spec.dependsOn ?? []).map(({ name }) => {
        const ready = firstState(name, (state) => isReady(state) && hasApplied(state, head));
        const begun = firstState(metadata.name, ({ status }) => status?.lastAttemptedRevision !== undefined);
        return { layer: metadata.name, after: name, inOrder: ready >= 0 && ready < begun };
      }),
    );
    expect(pairs.filter(({ inOrder }) => !inOrder)).toEqual([]);
    expect(pairs.length).toBeGreaterThanOrEqual(LAYERS.length - 1);
    expect([...(await stored()).keys()].sort()).toEqual(OBJECTS.map(showReference).sort());
  });

  test('a second commit changes what it should, and nothing else', async () => {
    const before = await stored();
    await fullyApplied(repositoryFiles(GREETING), 'another greeting');
    const after = await stored();
    expect(differing(before, after)).toEqual([HELLO]);
    expect(JSON.stringify(after.get(HELLO))).toContain('"good morning"');
  });

  test('a change by hand is reverted', async () => {
    const before = await stored();
    await byHand('apps', 'hello', { spec: { replicas: 1, minReadySeconds: 0 } });
    await server.client.mustSend({ method: 'DELETE', path: '/api/v1/namespaces/apps/services/hello' });
    expect(differing(before, await stored())).toEqual([HELLO, SERVICE]);
    const { status } = await reconcile(server, layer('apps'));
    expect(status?.lastAppliedRevision).toContain(head);
    const after = await stored();
    expect(wantedOf(after.get(HELLO))).toEqual(wantedOf(before.get(HELLO)));
    expect(differing(before, after)).toEqual([HELLO, SERVICE]);
    expect(after.has(SERVICE)).toBe(true);
  });

  test('a file that is no YAML is reported, and holds back what comes after it', async () => {
    const [before, applied] = [await stored(), head];
    const files = new Map(repositoryFiles(withEnv(SPEC, 'hello', { GREETING: 'good night' })));
    await commit(files.set('dist/ingress/traefik.k8s.yaml', 'kind: [Deployment\n'), 'broken YAML');
    const stopped = [
      await waitForFailure('ingress', 'BuildFailed', 'traefik.k8s.yaml'),
      await waitForFailure('policy', 'DependencyNotReady', "'flux-system/ingress' is not ready"),
      await waitForFailure('apps', 'DependencyNotReady', "'flux-system/policy' is not ready"),
    ];
    expect(stopped.filter((object) => !hasApplied(object, applied))).toEqual([]);
    expect(differing(before, await stored())).toEqual([]);
  });

  // A field that does not exist is not reported: Flux drops what it does not know from built-in kinds, and applies the rest.
  test('a value of the wrong kind is reported, and nothing of its layer is applied', async () => {
    const [before, applied] = [await stored(), (await readFluxObject(server, layer('apps'))).status];
    const files = new Map(repositoryFiles(withEnv(GREETING, 'notes', { GREETING: 'good night' })));
    const path = 'dist/apps/hello.k8s.yaml';
    files.set(path, (files.get(path) ?? '').replace('  replicas: 3', '  replicas: three'));
    await commit(files, 'a word for a number');
    const { status } = await waitForFailure('apps', 'ReconciliationFailed', 'Deployment/apps/hello');
    expect(status?.lastAppliedRevision).toBe(applied?.lastAppliedRevision);
    expect(differing(before, await stored())).toEqual([]);
  });

  test('a revert heals', async () => {
    const before = await stored();
    await fullyApplied(repositoryFiles(GREETING), 'revert');
    expect(differing(before, await stored())).toEqual([]);
  });

  test('an app that is removed goes, and its data stays', async () => {
    const before = await stored();
    await fullyApplied(repositoryFiles(withoutApps(GREETING, 'notes')), 'no notes');
    const after = await stored();
    expect(differing(before, after)).toEqual([NOTES, 'v1 Service apps/notes']);
    expect(after.get(CLAIM)).toEqual(before.get(CLAIM));
  });

  test('so does the last app, and its layer stays ready', async () => {
    const before = await stored();
    await fullyApplied(repositoryFiles(withoutApps(GREETING, 'notes', 'hello')), 'no apps');
    const after = await stored();
    expect(differing(before, after)).toEqual([
      HELLO,
      'networking.k8s.io/v1 Ingress apps/hello',
      'policy/v1 PodDisruptionBudget apps/hello',
      SERVICE,
    ]);
    expect([...after.keys()]).toEqual(expect.arrayContaining([CLAIM, 'v1 Namespace apps']));
    expect(isReady(await readFluxObject(server, layer('apps')))).toBe(true);
  });

  test('the loss of the git server stops nothing, and is reported', async () => {
    const [before, applied] = [await stored(), head];
    await git.goAway();
    await requestReconcile(server, REPOSITORY);
    const lost = await waitForObject(server, REPOSITORY, 'to fail', (o) => readyOf(o)?.status === 'False');
    expect(readyOf(lost)).toMatchObject({ reason: 'GitOperationFailed' });
    expect(readyOf(lost)?.message).toContain('connection refused');

    await byHand('traefik', 'traefik', { spec: { replicas: 1 } });
    await reconcile(server, layer('ingress'));
    const layers = [...(await readLayers(server)).values()];
    expect(layers.filter((one) => !isReady(one) || !hasApplied(one, applied))).toEqual([]);
    const after = await stored();
    expect(wantedOf(after.get(INGRESS))).toEqual(wantedOf(before.get(INGRESS)));
    expect(differing(before, after)).toEqual([INGRESS]);
  });

  test('when it is back it is followed again, and an app that comes back finds its data', async () => {
    const before = await stored();
    await git.comeBack();
    await fullyApplied(repositoryFiles(GREETING), 'all apps');
    const after = await stored();
    expect(isReady(await readFluxObject(server, REPOSITORY))).toBe(true);
    expect([...after.keys()].sort()).toEqual(OBJECTS.map(showReference).sort());
    expect(after.get(CLAIM)).toEqual(before.get(CLAIM));
    watch.stop();
  });
});

/** What somebody asked of the object, without the count of changes. */
function wantedOf(object: Readonly<Record<string, unknown>> | undefined): unknown {
  return object?.['spec'];
}
