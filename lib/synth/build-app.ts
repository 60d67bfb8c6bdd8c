import { App } from 'cdk8s';
import { Construct } from 'constructs';
import { FailoverApp } from '../charts/apps/failover-app';
import { PostgresApp } from '../charts/apps/postgres-app';
import { type AppContext, StatelessApp } from '../charts/apps/stateless-app';
import { CloudNativePg } from '../charts/cloudnative-pg';
import { Cloudflared } from '../charts/cloudflared';
import { CoreDns } from '../charts/coredns';
import { addFluxCharts } from '../charts/flux';
import { IngressNginx } from '../charts/ingress-nginx';
import { type Layer, LAYERS } from '../charts/layers';
import { LayerMarker } from '../charts/layer-marker';
import { Longhorn } from '../charts/longhorn';
import { LonghornPolicy } from '../charts/longhorn-policy';
import { FluxBudgets } from '../charts/flux-budgets';
import { MetricsServer } from '../charts/metrics-server';
import { Namespaces } from '../charts/namespaces';
import { PriorityClasses } from '../charts/priority-classes';
import { StorageClasses } from '../charts/storage-classes';
import { Traefik } from '../charts/traefik';
import type { FetchedChart } from '../charts/user-chart';
import type { AppSpec, ClusterSpec } from '../spec/cluster-spec';
import type { Problem } from '../spec/problem';
import { openNodes } from '../spec/topology';
import { addUserChart } from './add-user-chart';

export interface BuiltApp {
  readonly app: App;
  readonly warnings: readonly Problem[];
}

/**
 * The whole cluster as constructs: one scope for each layer of dist/, and one for flux/.
 *
 * @param charts the user's own charts, already on this computer
 */
export function buildApp(spec: ClusterSpec, charts: readonly FetchedChart[] = []): BuiltApp {
  const app = new App();
  const layers = Object.fromEntries(Object.keys(LAYERS).map((name) => [name, new Construct(app, name)])) as Record<
    Layer,
    Construct
  >;

  new Namespaces(layers.namespaces, spec);
  new PriorityClasses(layers.namespaces);
  new CoreDns(layers.dns, spec);
  new Longhorn(layers.storage, spec);
  new StorageClasses(layers.storage, spec);
  if (spec.ingress.controller === 'traefik') new Traefik(layers.ingress, spec);
  else new IngressNginx(layers.ingress, spec);
  if (spec.ingress.exposure === 'cloudflared') new Cloudflared(layers.ingress, spec);
  new MetricsServer(layers.system, spec);
  if (spec.apps.some((a) => a.kind === 'postgres')) new CloudNativePg(layers.system, spec);
  new LonghornPolicy(layers.policy, spec);
  new FluxBudgets(layers.policy);

  new LayerMarker(layers.apps, 'apps');
  const context: AppContext = {
    nodes: openNodes(spec),
    ingressClassName: spec.ingress.controller === 'traefik' ? 'traefik' : 'nginx',
  };
  const ids = appIds(spec.apps);
  spec.apps.forEach((a, i) => addApp(layers.apps, ids[i] ?? a.name, a, context));
  const warnings = charts.flatMap((chart) => addUserChart(layers.apps, chart));

  addFluxCharts(new Construct(app, 'flux'), spec);
  return { app, warnings };
}

function addApp(layer: Construct, id: string, app: AppSpec, context: AppContext): void {
  switch (app.kind) {
    case 'stateless':
      new StatelessApp(layer, id, app, context);
      return;
    case 'failover':
      new FailoverApp(layer, id, app, context);
      return;
    case 'postgres':
      new PostgresApp(layer, id, app);
  }
}

/** File names of apps: the name, and the namespace in front where two namespaces have an app of one name. */
function appIds(apps: readonly AppSpec[]): string[] {
  const uses = new Map<string, number>();
  for (const { name } of apps) uses.set(name, (uses.get(name) ?? 0) + 1);
  return apps.map(({ name, namespace }) => ((uses.get(name) ?? 0) > 1 ? `${namespace}.${name}` : name));
}
