import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { addHelmRelease } from '../constructs/helm-release';
import type { ClusterSpec } from '../spec/cluster-spec';
import { CHART_PROPS } from './chart-props';
import { longhornValues } from './longhorn-values';
import { LONGHORN_NAMESPACE } from './storage-class-names';

/** Longhorn, installed by Flux' helm-controller: its chart cannot be rendered without the network. */
export class Longhorn extends Chart {
  constructor(layer: Construct, spec: ClusterSpec) {
    super(layer, 'longhorn', CHART_PROPS);
    addHelmRelease(this, {
      name: 'longhorn',
      namespace: LONGHORN_NAMESPACE,
      repoUrl: 'https://charts.longhorn.io',
      chart: 'longhorn',
      version: spec.storage.longhorn,
      values: longhornValues(spec),
    });
  }
}
