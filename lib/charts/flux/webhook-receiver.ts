import { Chart } from 'cdk8s';
import { KubeIngress } from '../../constructs/kubernetes';
import type { Construct } from 'constructs';
import { Receiver, ReceiverSpecResourcesKind, ReceiverSpecType } from '../../../imports/notification.toolkit.fluxcd.io';
import type { ClusterSpec, GitSpec } from '../../spec/cluster-spec';
import { addNote } from '../../constructs/chart-note';
import { CHART_PROPS } from '../chart-props';
import { FLUX_NAMESPACE } from './controllers';
import { SYNC_NAME } from './instance';

const RECEIVER_TYPES: Readonly<Record<NonNullable<GitSpec['receiver']>['type'], ReceiverSpecType>> = {
  github: ReceiverSpecType.GITHUB,
  gitlab: ReceiverSpecType.GITLAB,
  bitbucket: ReceiverSpecType.BITBUCKET,
  generic: ReceiverSpecType.GENERIC,
  'generic-hmac': ReceiverSpecType.GENERIC_HYPHEN_HMAC,
};

/** Lets the git host call, so that a push is applied within seconds; without the call Flux looks every minute. */
export class WebhookReceiver extends Chart {
  constructor(scope: Construct, { ingress }: ClusterSpec, { type, secret, host }: NonNullable<GitSpec['receiver']>) {
    super(scope, 'receiver', CHART_PROPS);
    addNote(this, 'The webhook of the git host; its path is in the status of the Receiver: kubectl -n flux-system get receiver');
    const metadata = { name: 'git-push', namespace: FLUX_NAMESPACE };
    new Receiver(this, 'receiver', {
      metadata,
      spec: { type: RECEIVER_TYPES[type], secretRef: { name: secret }, resources: [{ kind: ReceiverSpecResourcesKind.GIT_REPOSITORY, name: SYNC_NAME }] },
    });
    if (host === undefined) return;
    new KubeIngress(this, 'ingress', {
      metadata,
      spec: {
        ingressClassName: ingress.controller === 'traefik' ? 'traefik' : 'nginx',
        tls: [{ hosts: [host] }],
        rules: [{ host, http: { paths: [{ path: '/hook/', pathType: 'Prefix', backend: { service: { name: 'webhook-receiver', port: { number: 80 } } } }] } }],
      },
    });
  }
}
