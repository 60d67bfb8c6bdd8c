import type { FailoverSpec, PostgresSpec, StatelessSpec } from '../../spec/cluster-spec';
import { openNodes } from '../../spec/topology';
import { fiveNodes, findObject, inLayer, objectsOf, podSpecOf } from '../testing';
import { FailoverApp } from './failover-app';
import { PostgresApp } from './postgres-app';
import { StatelessApp } from './stateless-app';

const spec = fiveNodes(`ingress: {controller: traefik}
apps:
  - {name: web, kind: stateless, image: "example/web:1", port: 3000, hosts: [a.example.org], readiness: {path: /healthz, startSeconds: 60}, secrets: [web-env], env: {B: "2", A: 1}, stopSeconds: 40}
  - {name: code, kind: failover, image: "example/code:1", port: 8080, disk: 10Gi, readiness: {tcp: true}, mountPath: /home}
  - {name: store, kind: postgres, disk: 20Gi, backup: {destination: "s3://b/x", secret: s3}}
  - {name: worker, kind: stateless, image: "example/worker:1"}
`);
const context = { nodes: openNodes(spec), ingressClassName: 'traefik' };
const [web, code, store, worker] = spec.apps as [StatelessSpec, FailoverSpec, PostgresSpec, StatelessSpec];

describe('StatelessApp', () => {
  const chart = inLayer((layer) => new StatelessApp(layer, 'web', web, context));
  const deployment = findObject(chart, 'Deployment', 'web');
  const pod = podSpecOf(deployment) as any;

  test('is spread, budgeted, probed, prioritised and drained', () => {
    expect(deployment).toMatchObject({ spec: { replicas: 3, minReadySeconds: 5 } });
    expect(pod.topologySpreadConstraints[0]).toMatchObject({
      whenUnsatisfiable: 'DoNotSchedule',
      nodeTaintsPolicy: 'Honor',
    });
    expect(findObject(chart, 'PodDisruptionBudget', 'web')).toMatchObject({ spec: { maxUnavailable: 1 } });
    expect(pod.priorityClassName).toBe('service');
    expect(pod.containers[0].lifecycle.preStop).toEqual({ sleep: { seconds: 5 } });
    expect(pod.terminationGracePeriodSeconds).toBe(45);
    expect(pod.containers[0].resources.requests).toEqual({ cpu: '100m', memory: '128Mi' });
  });

  test('is taken out of traffic before it is restarted, and has its time to start', () => {
    const [container] = pod.containers;
    const seconds = ({ periodSeconds, failureThreshold }: any) => periodSeconds * failureThreshold;
    expect(container.readinessProbe.httpGet).toEqual({ path: '/healthz', port: 'http' });
    expect(seconds(container.readinessProbe)).toBeLessThan(seconds(container.livenessProbe));
    expect(seconds(container.startupProbe)).toBe(60);
  });

  test('is reached by its hosts', () => {
    expect(findObject(chart, 'Service', 'web')).toMatchObject({ spec: { ports: [{ port: 80, targetPort: 'http' }] } });
    expect(findObject(chart, 'Ingress', 'web')).toMatchObject({
      spec: { ingressClassName: 'traefik', rules: [{ host: 'a.example.org' }], tls: [{ hosts: ['a.example.org'] }] },
    });
  });

  test('gets variables in one order, and secrets by reference', () => {
    expect(pod.containers[0].env).toEqual([
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ]);
    expect(pod.containers[0].envFrom).toEqual([{ secretRef: { name: 'web-env' } }]);
  });

  test('without a port it has no Service and no drain', () => {
    const objects = objectsOf(inLayer((layer) => new StatelessApp(layer, 'worker', worker, context)));
    expect(objects.map((o) => o.kind)).toEqual(['Deployment', 'PodDisruptionBudget']);
    expect(podSpecOf(objects[0]!)['terminationGracePeriodSeconds']).toBe(30);
  });
});

describe('FailoverApp', () => {
  const chart = inLayer((layer) => new FailoverApp(layer, 'code', code, context));
  const deployment = findObject(chart, 'Deployment', 'code');

  test('never runs twice, and moves after 30 s', () => {
    expect(deployment).toMatchObject({ spec: { replicas: 1, strategy: { type: 'Recreate' } } });
    expect((podSpecOf(deployment) as any).tolerations.map((t: any) => t.tolerationSeconds)).toEqual([30, 30]);
    expect(objectsOf(chart).map((o) => o.kind)).not.toContain('PodDisruptionBudget');
  });

  test('keeps its data on replicated storage that is never pruned', () => {
    expect(findObject(chart, 'PersistentVolumeClaim', 'code')).toMatchObject({
      metadata: { annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } },
      spec: {
        storageClassName: 'longhorn',
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '10Gi' } },
      },
    });
    expect((podSpecOf(deployment) as any).containers[0].volumeMounts).toEqual([{ name: 'data', mountPath: '/home' }]);
  });
});

describe('PostgresApp', () => {
  const chart = inLayer((layer) => new PostgresApp(layer, 'store', store));

  test('every commit is on two instances, each on a node of its own', () => {
    expect(findObject(chart, 'Cluster', 'store')).toMatchObject({
      metadata: { annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } },
      spec: {
        instances: 3,
        enablePDB: true,
        storage: { storageClass: 'longhorn-db', size: '20Gi' },
        affinity: { podAntiAffinityType: 'required', topologyKey: 'kubernetes.io/hostname' },
        postgresql: { synchronous: { method: 'any', number: 1, dataDurability: 'required', failoverQuorum: true } },
      },
    });
  });

  test('backups are scheduled with seconds in front, and their keys stay in the cluster', () => {
    expect(findObject(chart, 'ScheduledBackup', 'store')).toMatchObject({
      spec: { schedule: '0 0 2 * * *', cluster: { name: 'store' } },
    });
    expect(findObject(chart, 'Cluster', 'store')).toMatchObject({
      spec: { backup: { barmanObjectStore: { s3Credentials: { accessKeyId: { name: 's3', key: 'ACCESS_KEY_ID' } } } } },
    });
  });
});
