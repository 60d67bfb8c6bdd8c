import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { FluxInstance, FluxInstanceSpecClusterType, FluxInstanceSpecComponents, FluxInstanceSpecSyncKind } from '../../../imports/fluxcd.controlplane.io';
import { NEVER_PRUNED } from '../../constructs/protection';
import type { ClusterSpec } from '../../spec/cluster-spec';
import { addNote } from '../../constructs/chart-note';
import { CHART_PROPS } from '../chart-props';
import { controllerPatches } from './controller-patches';
import { FLUX_NAMESPACE } from './controllers';

/** Release of Flux; supports Kubernetes 1.34 to 1.36. */
export const FLUX_VERSION = '2.9.4';

/** Name of the GitRepository and the Kustomization that the operator makes for `sync`; it cannot be changed later. */
export const SYNC_NAME = 'flux-system';

/** Which Flux runs, how its controllers are kept available, and which repository it follows. */
export class Instance extends Chart {
  constructor(scope: Construct, { cluster, git }: ClusterSpec) {
    super(scope, 'flux-instance', CHART_PROPS);
    addNote(this, 'Which Flux runs, the patches that keep its controllers available, and the repository that it follows.');
    new FluxInstance(this, 'instance', {
      // The operator accepts one instance, and only under this name.
      metadata: { name: 'flux', namespace: FLUX_NAMESPACE, annotations: NEVER_PRUNED },
      spec: {
        distribution: { version: FLUX_VERSION, registry: 'ghcr.io/fluxcd' },
        components: [
          FluxInstanceSpecComponents.SOURCE_HYPHEN_CONTROLLER,
          FluxInstanceSpecComponents.KUSTOMIZE_HYPHEN_CONTROLLER,
          FluxInstanceSpecComponents.HELM_HYPHEN_CONTROLLER,
          FluxInstanceSpecComponents.NOTIFICATION_HYPHEN_CONTROLLER,
        ],
        cluster: { type: FluxInstanceSpecClusterType.KUBERNETES, domain: cluster.network.domain, networkPolicy: true },
        kustomize: { patches: controllerPatches() },
        sync: {
          kind: FluxInstanceSpecSyncKind.GIT_REPOSITORY,
          name: SYNC_NAME,
          url: git.url,
          ref: `refs/heads/${git.branch}`,
          path: 'flux',
          interval: '1m',
          ...(git.secret === undefined ? {} : { pullSecret: git.secret }),
        },
      },
    });
  }
}
