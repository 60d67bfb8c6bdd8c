import { type ApiObject, Chart, Helm } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ChartSpec } from '../spec/cluster-spec';
import { CHART_PROPS } from './chart-props';

/** A chart of the user's own that is on this computer. */
export interface FetchedChart {
  readonly spec: ChartSpec;
  /** Packaged chart, or a chart folder. */
  readonly file: string;
  /** SHA-256 of what was downloaded; absent for a chart of the repository. */
  readonly digest?: string;
  /** Program that takes the arguments of helm and prints manifests. */
  readonly helm: string;
  /** `MAJOR.MINOR.PATCH` of the cluster's Kubernetes, for `.Capabilities`. */
  readonly kubeVersion: string;
}

/** A Helm chart as helm renders it with its hooks; the tests are left out. */
export class UserChart extends Chart {
  readonly objects: readonly ApiObject[];

  /** @throws Error with what helm printed */
  constructor(scope: Construct, { spec, file, helm, kubeVersion }: FetchedChart) {
    super(scope, spec.name, CHART_PROPS);
    this.objects = new Helm(this, 'release', {
      chart: file,
      releaseName: spec.name,
      namespace: spec.namespace,
      values: spec.values,
      helmExecutable: helm,
      helmFlags: ['--include-crds', '--skip-tests', '--kube-version', kubeVersion],
    }).apiObjects;
  }
}
