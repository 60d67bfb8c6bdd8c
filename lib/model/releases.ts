import { at, text } from './json';
import type { KubeObject } from './kube-object';

/** An object that installs a chart: which one, and where its values are. */
export interface Release {
  readonly object: KubeObject;
  /** Last part of its name: `longhorn` of `oci://…/charts/longhorn`; empty where a template is not a chart. */
  readonly chart: string;
  readonly valuesPath: readonly string[];
  readonly suspendPath: readonly string[];
}

const SHAPES: Readonly<Record<string, { readonly chart: readonly string[]; readonly values: readonly string[] }>> = {
  'HelmRelease.helm.toolkit.fluxcd.io': { chart: ['spec', 'chart', 'spec', 'chart'], values: ['spec', 'values'] },
  'HelmChart.helm.cattle.io': { chart: ['spec', 'chart'], values: ['spec', 'valuesContent'] },
  'Application.argoproj.io': { chart: ['spec', 'source', 'chart'], values: ['spec', 'source', 'helm', 'valuesObject'] },
};

export const RELEASE_TYPES = Object.keys(SHAPES);

export function readRelease(object: KubeObject): Release | undefined {
  const shape = SHAPES[object.type];
  if (shape === undefined) return undefined;
  const chart = text(at(object.manifest, ...shape.chart)) ?? '';
  return {
    object,
    chart: chart.slice(chart.lastIndexOf('/') + 1),
    valuesPath: shape.values,
    suspendPath: ['spec', 'suspend'],
  };
}
