import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Alert, AlertSpecEventSeverity, AlertSpecEventSourcesKind, Provider, ProviderSpecType } from '../../../imports/notification.toolkit.fluxcd.io';
import type { GitSpec } from '../../spec/cluster-spec';
import { addNote } from '../../constructs/chart-note';
import { CHART_PROPS } from '../chart-props';
import { LONGHORN_NAMESPACE } from '../storage-class-names';
import { FLUX_NAMESPACE } from './controllers';

const PROVIDER_TYPES: Readonly<Record<NonNullable<GitSpec['alerts']>['type'], ProviderSpecType>> = {
  slack: ProviderSpecType.SLACK,
  discord: ProviderSpecType.DISCORD,
  msteams: ProviderSpecType.MSTEAMS,
  telegram: ProviderSpecType.TELEGRAM,
  matrix: ProviderSpecType.MATRIX,
  generic: ProviderSpecType.GENERIC,
  'generic-hmac': ProviderSpecType.GENERIC_HYPHEN_HMAC,
  alertmanager: ProviderSpecType.ALERTMANAGER,
  pagerduty: ProviderSpecType.PAGERDUTY,
};

/** Where this project has HelmReleases; a namespace without one reports nothing. */
const HELM_RELEASE_NAMESPACES = [LONGHORN_NAMESPACE, 'cnpg-system'];

/** Reports what Flux cannot apply. The address of the receiver is a secret of its own and stays in the cluster. */
export class Alerts extends Chart {
  constructor(scope: Construct, clusterName: string, { type, secret, channel }: NonNullable<GitSpec['alerts']>) {
    super(scope, 'alerts', CHART_PROPS);
    addNote(this, 'Where Flux reports what it could not apply.');
    const metadata = { name: 'failures', namespace: FLUX_NAMESPACE };
    new Provider(this, 'provider', { metadata, spec: { type: PROVIDER_TYPES[type], secretRef: { name: secret }, ...(channel === undefined ? {} : { channel }) } });
    new Alert(this, 'alert', {
      metadata,
      spec: {
        providerRef: { name: 'failures' },
        eventSeverity: AlertSpecEventSeverity.ERROR,
        eventMetadata: { cluster: clusterName },
        eventSources: [
          { kind: AlertSpecEventSourcesKind.GIT_REPOSITORY, name: '*' },
          { kind: AlertSpecEventSourcesKind.KUSTOMIZATION, name: '*' },
          // Sources are of the namespace of the alert where they name none.
          ...HELM_RELEASE_NAMESPACES.map((namespace) => ({
            kind: AlertSpecEventSourcesKind.HELM_RELEASE,
            name: '*',
            namespace,
          })),
        ],
      },
    });
  }
}
