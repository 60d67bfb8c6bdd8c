import { ApiObject, type App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { notesOf } from '../constructs/chart-note';
import type { Manifest } from '../model/manifest';

/** One file of the output: a chart and its objects. */
export interface RenderedChart {
  /** Path below the repository: `dist/dns/coredns.k8s.yaml`, `flux/layers.k8s.yaml`. */
  readonly path: string;
  /** Comment lines for the head of the file. */
  readonly notes: readonly string[];
  readonly objects: readonly Manifest[];
}

/**
 * Every chart of the app, in order of their paths.
 *
 * In place of `App.synth()`, which validates the whole app again for each chart: quadratic, 14 s for 1,000 charts.
 * Charts have no dependencies among each other here (Flux orders the layers), so one walk is enough.
 */
export function renderApp(app: App): RenderedChart[] {
  const charts: RenderedChart[] = [];
  const visit = (node: IConstruct, chart: { objects: Manifest[] } | undefined): void => {
    let current = chart;
    if (Chart.isChart(node)) {
      const rendered = { path: pathOf(node), notes: notesOf(node), objects: [] as Manifest[] };
      charts.push(rendered);
      current = rendered;
    } else if (ApiObject.isApiObject(node)) {
      current?.objects.push(node.toJson() as Manifest);
    }
    for (const child of node.node.children) visit(child, current);
  };
  visit(app, undefined);
  return charts.filter((c) => c.objects.length > 0).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function pathOf(chart: Chart): string {
  const scope = chart.node.scope?.node.path ?? '';
  return `${scope === 'flux' ? 'flux' : `dist/${scope}`}/${chart.node.id}.k8s.yaml`;
}
