import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { HelmChart, HelmChartSpecFailurePolicy } from '../../../imports/helm.cattle.io';
import { failoverTolerations } from '../../constructs/failover-tolerations';
import { NEVER_PRUNED } from '../../constructs/protection';
import { addNote } from '../../constructs/chart-note';
import { CHART_PROPS } from '../chart-props';
import { SYSTEM_CRITICAL } from '../priorities';
import { FLUX_NAMESPACE } from './controllers';

/** Release of the operator and its chart; it installs the Flux of instance.ts. */
export const FLUX_OPERATOR_VERSION = '0.58.1';

/**
 * The operator that installs and upgrades Flux, as an object of k3s' own Helm controller. The first server starts with
 * the same object from its disk, so a cluster needs no laptop to reach git; from then on git owns it.
 *
 * The operator has one replica with leader election: without it Flux goes on, and only its own upgrades wait.
 *
 * Source: k3s-io/helm-controller HelmChart v1; chart flux-operator of ghcr.io/controlplaneio-fluxcd/charts.
 */
export class FluxOperator extends Chart {
  constructor(scope: Construct) {
    super(scope, 'flux-operator', CHART_PROPS);
    addNote(this, 'The operator that installs Flux. k3s itself installs it, from the disk of the first server and then from here.');
    new HelmChart(this, 'chart', {
      // Deleting the object would uninstall the release.
      metadata: { name: 'flux-operator', namespace: 'kube-system', annotations: NEVER_PRUNED },
      spec: {
        chart: 'oci://ghcr.io/controlplaneio-fluxcd/charts/flux-operator',
        version: FLUX_OPERATOR_VERSION,
        targetNamespace: FLUX_NAMESPACE,
        createNamespace: true,
        // Runs on the host network of a server, before there is DNS.
        bootstrap: true,
        // The default, reinstall, uninstalls first.
        failurePolicy: HelmChartSpecFailurePolicy.RETRY,
        valuesContent: `priorityClassName: ${SYSTEM_CRITICAL}\ntolerations: ${JSON.stringify(failoverTolerations())}\n`,
      },
    });
  }
}
