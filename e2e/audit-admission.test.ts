import { secondsUntilReplaced } from '../lib/audit/consequence';
import { judge } from '../lib/audit/judge';
import { allowedDisruptions } from '../lib/model/budget';
import { clusterModel } from '../lib/model/build-model';
import type { ClusterModel } from '../lib/model/cluster-model';
import { describe as describeObject, kubeObject } from '../lib/model/kube-object';
import { hostPortsOf } from '../lib/model/kubernetes/host-ports';
import { podRequests } from '../lib/model/kubernetes/resources';
import { readObjects } from '../lib/model/read-objects';
import { FIELD_TYPES } from '../lib/model/refusals/field-types';
import { spreadOf } from '../lib/model/spread';
import { fieldTypesOf } from './harness/audit/field-types';
import { budgetsOf, rolloutsOf, ROUNDED } from './harness/audit/rounding';
import { refusedObjects, soundObjects } from './harness/audit/refused-objects';
import { randomObjects } from './harness/audit/random-objects';
import { describeWith } from './harness/components/describe-with';
import { type ApiServer, startApiServer } from './harness/control-plane/api-server';
import { type ApplyResult, expectApplied } from './harness/control-plane/apply';
import { startControllers } from './harness/control-plane/controllers';

const GROUPS = 60;

/** The rules about what the API server does not take. */
const TELL_REFUSAL = / (object-refused|selector-mismatch|unknown-strategy|budget-has-both-fields) /;

const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const serviceAccount = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'default', namespace: name },
});

describeWith('etcd', 'kube-apiserver')('what the audit takes for granted of the API server', () => {
  let server: ApiServer;
  let results: readonly ApplyResult[];
  const written = randomObjects(GROUPS, 36);

  beforeAll(async () => {
    server = await startApiServer();
    const names = Array.from({ length: GROUPS }, (_, i) => `g${i}`);
    expectApplied(await server.apply([...[...names, 'refused'].map(namespace), ...names.map(serviceAccount)]));
    results = await server.apply(written);
  });

  afterAll(async () => server.stop());

  test('objects that leave most to the API server are accepted', () => {
    expect(written.length).toBeGreaterThan(200);
    expectApplied(results);
  });

  test('what it fills in is what the model reads where nothing is written', () => {
    const [before, after] = [modelOf(written), modelOf(results.map(({ stored }) => stored))];
    expect(readings(after)).toEqual(readings(before));
  });

  test('objects as it lists them have the findings of those that were written', () => {
    const [before, after] = [modelOf(written), modelOf(results.map(({ stored }) => stored))];
    // Who wrote the number of replicas cannot be seen any more.
    const known = faults(before).filter((fault) => !fault.includes(' replicas-fight-autoscaler '));
    expect(faults(after)).toEqual(known);
  });

  test('what it takes is not called refused', async () => {
    expectApplied(await server.apply(soundObjects, { dryRun: true }));
    expect(refusals([...written, ...soundObjects])).toEqual([]);
  });

  test.each(refusedObjects)('%s is refused, and told', async (_, object) => {
    const [result] = await server.apply([object], { dryRun: true });
    expect(result?.error).toMatch(/^(400|422|500) /);
    expect(refusals([object])).not.toEqual([]);
  });

  test('the fields that the model knows are those of the API server', async () => {
    expect(await fieldTypesOf(server.client)).toEqual(
      Object.fromEntries(Object.entries(FIELD_TYPES).map(([name, text]) => [name, text.split(/\s+/).sort()])),
    );
  });
});

describeWith(
  'etcd',
  'kube-apiserver',
  'kube-scheduler',
  'kube-controller-manager',
)('numbers and percentages are rounded as controllers round them', () => {
  let server: ApiServer;

  beforeAll(async () => {
    server = await startApiServer();
    await startControllers(server);
    expectApplied(await server.apply([namespace(ROUNDED.namespace)]));
    expectApplied(await server.apply([...ROUNDED.deployments, ...ROUNDED.budgets]));
  });

  afterAll(async () => server.stop());

  test('of budgets', async () => {
    const model = modelOf([...ROUNDED.deployments, ...ROUNDED.budgets]);
    const own = model.budgets.map((budget) => {
      const total = budget.workloads.reduce((sum, w) => sum + model.replicas(w).count, 0);
      return [budget.object.name, allowedDisruptions(budget, total)];
    });
    expect(await budgetsOf(server)).toEqual(Object.fromEntries(own));
  });

  test('of rolling updates', async () => {
    const model = modelOf(ROUNDED.deployments);
    const own = model.workloads.map((w) => {
      const rollout = model.rollout(w);
      return [w.object.name, rollout?.kind === 'rolling' ? [rollout.unavailable, rollout.surge] : rollout];
    });
    expect(await rolloutsOf(server)).toEqual(Object.fromEntries(own));
  });
});

function modelOf(objects: readonly unknown[]): ClusterModel {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const read = readObjects('list.json', text);
  expect(read.noObjects).toEqual([]);
  return clusterModel(read.objects);
}

function faults(model: ClusterModel): string[] {
  return judge(model)
    .findings.map(({ rule, severity, object }) => `${describeObject(kubeObject(object))} ${rule} ${severity}`)
    .sort();
}

function refusals(objects: readonly unknown[]): string[] {
  return faults(modelOf(objects)).filter((fault) => TELL_REFUSAL.test(fault));
}

/** Everything that rules ask of a workload and of what is about it, in values alone. */
function readings(model: ClusterModel): unknown {
  const workloads = model.workloads.map((w) => {
    const { count, scalers } = model.replicas(w);
    return {
      workload: describeObject(w.object),
      kind: w.kind,
      role: model.role(w),
      replicas: count,
      minimum: scalers.map(({ minimum }) => minimum),
      rollout: { ...model.rollout(w), path: undefined },
      secondsUntilReplaced: secondsUntilReplaced(w),
      hostPorts: hostPortsOf(w.pod.scheduling),
      requests: podRequests(w.pod.scheduling),
      spread: spreadOf(w),
      nodeLoss: model.nodeLoss(w),
      containers: w.pod.containers.map(({ name, image, kind, ports }) => [name, image, kind, ports]),
      claims: model
        .claims(w)
        .map(({ name, accessModes, place }) => [name, accessModes, place.provisioner?.name, place.copies]),
      budgets: model.budgetsOf(w).map((b) => [allowedDisruptions(b, 3), allowedDisruptions(b, count)]),
      services: model.servicesOf(w).map(({ object, ports, selector }) => [describeObject(object), ports, selector]),
    };
  });
  const references = model.references.map(({ from, how, namespace: of, name, port, optional }) => [
    ...[describeObject(from), how, of, name, port, optional],
  ]);
  return { workloads, references };
}
