import { at, text } from './json';
import type { KubeObject } from './kube-object';

/** An object that installs a chart: which one, and where its values are. */
export interface Release {
  readonly object: KubeObject;
  /** Last part of its name: `longhorn` of `oci://…/charts/longhorn`; empty where a template is not a chart. */
  readonly chart: string;
  readonly version: string | undefined;
  /** Of the release that helm makes, and where its objects are. */
  readonly name: string;
  readonly namespace: string;
  readonly valuesPath: readonly string[];
  readonly suspendPath: readonly string[];
}

interface Shape {
  readonly chart: readonly string[];
  readonly version: readonly string[];
  readonly values: readonly string[];
  /** Where a name is given that is not that of the object. */
  readonly name: readonly string[];
  readonly target: readonly string[];
}

const FLUX = 'HelmRelease.helm.toolkit.fluxcd.io';

const SHAPES: Readonly<Record<string, Shape>> = {
  [FLUX]: {
    chart: ['spec', 'chart', 'spec', 'chart'],
    version: ['spec', 'chart', 'spec', 'version'],
    values: ['spec', 'values'],
    name: ['spec', 'releaseName'],
    target: ['spec', 'targetNamespace'],
  },
  'HelmChart.helm.cattle.io': {
    chart: ['spec', 'chart'],
    version: ['spec', 'version'],
    values: ['spec', 'valuesContent'],
    name: [],
    target: ['spec', 'targetNamespace'],
  },
  'Application.argoproj.io': {
    chart: ['spec', 'source', 'chart'],
    version: ['spec', 'source', 'targetRevision'],
    values: ['spec', 'source', 'helm', 'valuesObject'],
    name: ['spec', 'source', 'helm', 'releaseName'],
    target: ['spec', 'destination', 'namespace'],
  },
};

export const RELEASE_TYPES = Object.keys(SHAPES);

export function readRelease(object: KubeObject): Release | undefined {
  const shape = SHAPES[object.type];
  if (shape === undefined) return undefined;
  const chart = text(at(object.manifest, ...shape.chart)) ?? '';
  const target = text(at(object.manifest, ...shape.target));
  // Source: fluxcd.io/flux/components/helm/helmreleases, v2: release name.
  const standard = object.type === FLUX && target !== undefined ? `${target}-${object.name}` : object.name;
  return {
    object,
    version: text(at(object.manifest, ...shape.version)),
    name: (shape.name.length > 0 ? text(at(object.manifest, ...shape.name)) : undefined) ?? standard,
    namespace: target ?? object.namespace,
    chart: chart.slice(chart.lastIndexOf('/') + 1),
    valuesPath: shape.values,
    suspendPath: ['spec', 'suspend'],
  };
}
