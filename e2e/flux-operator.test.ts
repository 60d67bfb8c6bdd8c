import { isDeepStrictEqual } from 'node:util';
import { load } from 'js-yaml';
import { describeWith } from './harness/components/describe-with';
import { type ApiServer, startApiServer } from './harness/control-plane/api-server';
import { complaints, expectNoChange } from './harness/control-plane/expect-accepted';
import { applyCrds } from './harness/control-plane/install-crds';
import type { ObjectReference } from './harness/control-plane/resource-paths';
import { documentsOf, exampleNames, readExample } from './harness/examples';
import {
  buildInstance,
  type FluxInstance,
  INSTANCE_COMPONENTS,
  instanceOf,
  type InstancePatch,
} from './harness/flux/build-instance';

/** How often each controller is to run. A standby of source-controller serves nothing and never gets ready. */
const REPLICAS = {
  'source-controller': 1,
  'kustomize-controller': 2,
  'helm-controller': 2,
  'notification-controller': 2,
} as const;
type Controller = keyof typeof REPLICAS;
const CONTROLLERS = Object.keys(REPLICAS) as readonly Controller[];
const REPLICATED = CONTROLLERS.filter((name) => REPLICAS[name] > 1);

type Built = readonly ObjectReference[];

// The operator's own code, as its command line has it, stands in for the operator: that needs a module that is not public.
describeWith(...INSTANCE_COMPONENTS)('what the operator makes of flux/', () => {
  describe.each(exampleNames)('of %s', (example) => {
    const documents = documentsOf(readExample(example));
    const budgets: any[] = documents
      .map(({ object }) => object)
      .filter(({ kind, metadata }) => kind === 'PodDisruptionBudget' && metadata.namespace === 'flux-system');
    const instance = instanceOf(documents);
    let plain: Built;
    let patched: Built;

    beforeAll(async () => {
      [plain, patched] = await Promise.all([buildInstance(withPatches(instance, [])), buildInstance(instance)]);
    });

    test('are the four controllers, and what they need', () => {
      expect(patched.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name)).toEqual(
        expect.arrayContaining([...CONTROLLERS]),
      );
      expect(patched.filter(({ kind }) => kind === 'Deployment')).toHaveLength(CONTROLLERS.length);
      expect(patched.map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(['CustomResourceDefinition', 'ClusterRole', 'NetworkPolicy', 'GitRepository']),
      );
    });

    test('every patch finds its object, and does all that it says', () => {
      expect(instance.spec.kustomize.patches.flatMap((patch) => unmet(patch, patched))).toEqual([]);
      expect(instance.spec.kustomize.patches.length).toBeGreaterThan(0);
    });

    test('and nothing else: no container more, no other object', () => {
      const patches = instance.spec.kustomize.patches;
      const asPatched = plain.map((object) =>
        patches
          .filter(({ target }) => isTarget(target, object))
          .reduce((o, { patch }) => patchedBy(o, load(patch)), object),
      );
      expect(patched).toEqual(asPatched);
    });

    test.each(CONTROLLERS)('%s comes back fast from a lost node, and is not pushed out by others', (name) => {
      const { template } = deploymentOf(patched, name).spec;
      expect(template.spec.priorityClassName).toBe('system-cluster-critical');
      const seconds = Object.fromEntries(template.spec.tolerations.map((t: any) => [t.key, t.tolerationSeconds]));
      expect(seconds).toEqual({ 'node.kubernetes.io/not-ready': 30, 'node.kubernetes.io/unreachable': 30 });
      expect(template.spec.tolerations.map((t: any) => t.effect)).toEqual(['NoExecute', 'NoExecute']);
      expect(template.spec.containers).toHaveLength(1);
      expect(template.spec.containers[0].args).toContain('--enable-leader-election');
    });

    test.each(REPLICATED)('%s runs on two nodes, of which a drain takes one at a time', (name) => {
      const { replicas, template, strategy } = deploymentOf(patched, name).spec;
      const { labels } = template.metadata;
      expect(replicas).toBe(REPLICAS[name]);
      expect(strategy).toBeUndefined();
      const [spread, ...more] = template.spec.topologySpreadConstraints;
      expect(more).toEqual([]);
      expect(spread).toMatchObject({
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'DoNotSchedule',
        maxSkew: 1,
        nodeTaintsPolicy: 'Honor',
      });
      expect(labels).toMatchObject(spread.labelSelector.matchLabels);
      const own = budgets.filter(({ spec }) => selects(spec.selector.matchLabels, labels));
      expect(own.map(({ spec }) => spec.maxUnavailable)).toEqual([1]);
    });

    test('source-controller runs once, and no budget keeps it on a node', () => {
      const { replicas, strategy, template } = deploymentOf(patched, 'source-controller').spec;
      expect(replicas).toBe(REPLICAS['source-controller']);
      expect(strategy).toEqual({ type: 'Recreate' });
      expect(budgets.filter(({ spec }) => selects(spec.selector.matchLabels, template.metadata.labels))).toEqual([]);
    });

    test('no budget is without pods', () => {
      const templates = CONTROLLERS.map((name) => deploymentOf(patched, name).spec.template.metadata.labels);
      for (const { metadata, spec } of budgets)
        expect({
          name: metadata.name,
          selected: templates.filter((l) => selects(spec.selector.matchLabels, l)),
        }).toEqual({
          name: metadata.name,
          selected: [expect.objectContaining({ app: metadata.name })],
        });
    });
  });

  // The control for the tests of patches: kustomize itself says nothing of either.
  test('a patch for nobody, and one for a container that is not there, would be found', async () => {
    const instance = instanceOf(documentsOf(readExample('three-nodes.yaml')));
    const forNobody = { target: { kind: 'Deployment', name: 'kustomise-controller' }, patch: patchOf({ replicas: 2 }) };
    const container = { name: 'controller', args: ['--concurrent=8'] };
    const forNoContainer = {
      target: { kind: 'Deployment', name: 'kustomize-controller' },
      patch: patchOf({ template: { spec: { containers: [container] } } }),
    };
    const built = await buildInstance(withPatches(instance, [forNobody, forNoContainer]));
    expect(unmet(forNobody, built)).toEqual(['Deployment kustomise-controller is not there']);
    expect(unmet(forNoContainer, built)).toEqual(['Deployment kustomize-controller /spec/template/spec/containers']);
  });

  describeWith('etcd', 'kube-apiserver')('is accepted by the API server', () => {
    let server: ApiServer;

    beforeAll(async () => {
      server = await startApiServer();
    });

    afterAll(async () => server.stop());

    test('without an error or a warning, and nothing changes the second time', async () => {
      const built = await buildInstance(instanceOf(documentsOf(readExample('first-user.yaml'))));
      const isFirst = ({ kind }: ObjectReference) => kind === 'CustomResourceDefinition' || kind === 'Namespace';
      await applyCrds(
        server,
        built.filter(({ kind }) => kind === 'CustomResourceDefinition'),
      );
      const all = [...built.filter(isFirst), ...built.filter((object) => !isFirst(object))];
      const first = await server.apply(all);
      expect(complaints(first)).toEqual([]);
      await expectNoChange(server, all, first);
    });
  });
});

function withPatches(instance: FluxInstance, patches: readonly InstancePatch[]): FluxInstance {
  return { ...instance, spec: { ...instance.spec, kustomize: { patches } } };
}

function patchOf(spec: object): string {
  return JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'any' }, spec });
}

function deploymentOf(built: Built, name: string): any {
  return built.find((object) => isTarget({ kind: 'Deployment', name }, object));
}

function isTarget(target: InstancePatch['target'], { kind, metadata }: ObjectReference): boolean {
  return kind === target.kind && metadata.name === target.name;
}

function selects(matchLabels: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}

/** What of the patch the built objects do not have, with the place. Lists are taken as a whole. */
function unmet({ target, patch }: InstancePatch, built: Built): readonly string[] {
  const name = `${target.kind} ${target.name}`;
  const object = built.find((one) => isTarget(target, one));
  if (!object) return [`${name} is not there`];
  const wanted = load(patch) as Additions | { readonly spec: unknown };
  const places = isAdditions(wanted)
    ? wanted.filter(({ path, value }) => !listAt(object, path).includes(value)).map(({ path }) => path)
    : lacking(wanted.spec, (object as any).spec, '/spec');
  return places.map((place) => `${name} ${place}`);
}

/** A JSON patch that only adds to the ends of lists, the only one that flux/ has. */
type Additions = readonly { readonly op: 'add'; readonly path: `${string}/-`; readonly value: string }[];

function isAdditions(patch: unknown): patch is Additions {
  return Array.isArray(patch) && patch.every(({ op, path }) => op === 'add' && path.endsWith('/-'));
}

function listAt(object: unknown, path: string): readonly unknown[] {
  const keys = path.split('/').slice(1, -1);
  return keys.reduce<any>((part, key) => part?.[key], object) ?? [];
}

function patchedBy(object: ObjectReference, patch: unknown): ObjectReference {
  if (!isAdditions(patch)) return overlay(object, patch);
  const copy = structuredClone(object);
  for (const { path, value } of patch) (listAt(copy, path) as unknown[]).push(value);
  return copy;
}

function lacking(wanted: unknown, found: unknown, place: string): readonly string[] {
  if (!isRecord(wanted)) return isDeepStrictEqual(wanted, found) ? [] : [place];
  return Object.entries(wanted).flatMap(([key, value]) =>
    lacking(value, isRecord(found) ? found[key] : undefined, `${place}/${key}`),
  );
}

/** The object with what the other says in its place: a strategic merge without lists of named parts. */
function overlay<T>(object: T, other: unknown): T {
  if (!isRecord(object) || !isRecord(other)) return other as T;
  const merged = Object.entries(other).map(([key, value]) => [key, overlay(object[key], value)]);
  return { ...object, ...Object.fromEntries(merged) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
