import { App } from 'cdk8s';
import { Construct } from 'constructs';
import { load } from 'js-yaml';
import { renderApp } from '../../synth/render-app';
import { LAYERS } from '../layers';
import { Namespaces } from '../namespaces';
import { PriorityClasses } from '../priority-classes';
import { FluxBudgets } from '../flux-budgets';
import { fiveNodes, findObject, inLayer, objectsOf } from '../testing';
import { addFluxCharts } from '.';

const render = (rest = '') => {
  const app = new App();
  addFluxCharts(new Construct(app, 'flux'), fiveNodes(rest));
  return renderApp(app);
};
const objects = (rest = '') => render(rest).flatMap((c) => c.objects) as any[];
const kustomizations = (rest = ''): Record<string, any> => Object.fromEntries(objects(rest).filter((o) => o.kind === 'Kustomization').map((o) => [o.metadata.name, o]));

describe('flux/', () => {
  test('each file says what it is for', () => {
    for (const { notes } of render()) expect(notes).toHaveLength(1);
  });

  test('layers come in the order of the architecture', () => {
    const dependsOn = Object.fromEntries(Object.entries(kustomizations()).map(([name, k]) => [name, (k.spec.dependsOn ?? []).map((d: any) => d.name)]));
    expect(dependsOn).toEqual({
      namespaces: [],
      dns: ['namespaces'],
      storage: ['dns'],
      ingress: ['dns'],
      system: ['dns'],
      policy: ['storage', 'ingress', 'system'],
      apps: ['policy'],
    });
  });

  test('every layer waits for its objects, never forces, and names its folder', () => {
    for (const [name, k] of Object.entries(kustomizations())) {
      expect(k.spec).toMatchObject({ path: `./dist/${name}`, wait: true, force: false, interval: '1h', retryInterval: '2m', timeout: '5m' });
    }
  });

  test('layers that hold data or are needed by others are never pruned', () => {
    const all = kustomizations();
    for (const name of ['namespaces', 'dns', 'storage']) expect(all[name].spec).toMatchObject({ prune: false, deletionPolicy: 'Orphan' });
    for (const name of ['ingress', 'system', 'policy', 'apps']) expect(all[name].spec.prune).toBe(true);
    for (const name of Object.keys(LAYERS)) expect(all[name].metadata.annotations).toMatchObject({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
  });

  test('controllers whose work can be shared run twice on two nodes; source-controller stays alone', () => {
    const instance = objects().find((o) => o.kind === 'FluxInstance');
    expect(instance).toMatchObject({ metadata: { name: 'flux' }, spec: { distribution: { version: '2.9.4' }, sync: { path: 'flux', ref: 'refs/heads/main', name: 'flux-system' } } });
    const patches = patchesOf(instance, (patch) => !Array.isArray(patch));
    for (const name of ['kustomize-controller', 'helm-controller', 'notification-controller']) {
      expect(patches[name].spec.replicas).toBe(2);
      expect(patches[name].spec.template.spec.topologySpreadConstraints).toMatchObject([{ whenUnsatisfiable: 'DoNotSchedule', minDomains: 2, nodeTaintsPolicy: 'Honor', labelSelector: { matchLabels: { app: name } } }]);
    }
    expect(patches['source-controller'].spec).not.toHaveProperty('replicas');
    for (const patch of Object.values(patches)) {
      expect(patch.spec.template.spec).toMatchObject({ priorityClassName: 'system-cluster-critical', tolerations: [{ tolerationSeconds: 30 }, { tolerationSeconds: 30 }] });
    }
    for (const p of instance.spec.kustomize.patches) expect(p.target).not.toHaveProperty('namespace');
  });

  test('controllers that wait for health take the next commit at once', () => {
    const instance = objects().find((o) => o.kind === 'FluxInstance');
    const argument = [{ op: 'add', path: '/spec/template/spec/containers/0/args/-', value: '--feature-gates=CancelHealthCheckOnNewRevision=true' }];
    expect(patchesOf(instance, Array.isArray)).toEqual({ 'kustomize-controller': argument, 'helm-controller': argument });
  });

  test('the operator is installed before there is a network of pods, and never uninstalled by a failure', () => {
    expect(objects().find((o) => o.kind === 'HelmChart')).toMatchObject({ metadata: { namespace: 'kube-system' }, spec: { bootstrap: true, failurePolicy: 'retry', targetNamespace: 'flux-system', version: '0.58.1' } });
  });

  test('secrets, alerts and the receiver are there when they are asked for', () => {
    expect(objects().map((o) => o.kind)).not.toContain('Provider');
    const asked = fiveNodesWithGit('secret: s, sops: {path: ./encrypted}, alerts: {type: slack, secret: hook}, receiver: {type: github, secret: token, host: flux.example.org}');
    expect(asked.find((o) => o.kind === 'Kustomization' && o.metadata.name === 'secrets')).toMatchObject({ spec: { path: './encrypted', prune: false, decryption: { provider: 'sops', secretRef: { name: 'sops-age' } } } });
    expect(asked.map((o) => o.kind)).toEqual(expect.arrayContaining(['Provider', 'Alert', 'Receiver', 'Ingress']));
    expect(asked.find((o) => o.kind === 'FluxInstance')).toMatchObject({ spec: { sync: { pullSecret: 's' } } });
  });

  test('budgets protect the controllers that run twice', () => {
    const budgets = objectsOf(inLayer((layer) => new FluxBudgets(layer)));
    expect(budgets.map((b) => b.metadata.name)).toEqual(['kustomize-controller', 'helm-controller', 'notification-controller']);
  });
});

describe('Namespaces', () => {
  const levels = (rest: string, isPublic = true) =>
    Object.fromEntries(objectsOf(inLayer((layer) => new Namespaces(layer, fiveNodes(rest, { isPublic })))).map((n) => [n.metadata.name, n.metadata.labels?.['pod-security.kubernetes.io/enforce']]));

  test('are as strict as what runs in them permits, and are never pruned', () => {
    expect(levels('ingress: {controller: traefik}')).toEqual({ 'longhorn-system': 'privileged', traefik: 'privileged' });
    expect(levels('ingress: {exposure: cloudflared}\napps: [{name: db, kind: postgres, disk: 1Gi, namespace: data}]')).toEqual({
      'longhorn-system': 'privileged',
      'ingress-nginx': 'restricted',
      cloudflared: 'restricted',
      'cnpg-system': 'restricted',
      data: 'baseline',
    });
    for (const n of objectsOf(inLayer((layer) => new Namespaces(layer, fiveNodes())))) expect(n.metadata.annotations).toMatchObject({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
  });
});

describe('PriorityClasses', () => {
  test('infrastructure is above data, data above services, and none above the system', () => {
    const chart = inLayer((layer) => new PriorityClasses(layer));
    const value = (name: string) => (findObject(chart, 'PriorityClass', name) as any).value as number;
    expect(value('infrastructure')).toBeGreaterThan(value('data'));
    expect(value('data')).toBeGreaterThan(value('service'));
    expect(value('infrastructure')).toBeLessThanOrEqual(1_000_000_000);
  });
});

function patchesOf(instance: any, isWanted: (patch: unknown) => boolean): Record<string, any> {
  const patches = instance.spec.kustomize.patches.map((p: any) => [p.target.name, load(p.patch)]);
  return Object.fromEntries(patches.filter(([, patch]: [string, unknown]) => isWanted(patch)));
}

function fiveNodesWithGit(git: string): any[] {
  const app = new App();
  const spec = fiveNodes('ingress: {controller: traefik}');
  const parsed = load(`{url: "https://github.com/example/infra.git", branch: main, ${git}}`) as any;
  addFluxCharts(new Construct(app, 'flux'), { ...spec, git: { ...spec.git, ...parsed, sops: { secret: 'sops-age', ...parsed.sops } } });
  return renderApp(app).flatMap((c) => c.objects);
}
