import type { Construct } from 'constructs';
import type { ClusterSpec } from '../../spec/cluster-spec';
import { Alerts } from './alerts';
import { FluxOperator } from './flux-operator';
import { Instance } from './instance';
import { Layers } from './layers';
import { WebhookReceiver } from './webhook-receiver';

/** Everything in flux/: what Flux reads first. */
export function addFluxCharts(scope: Construct, spec: ClusterSpec): void {
  new FluxOperator(scope);
  new Instance(scope, spec);
  new Layers(scope, spec);
  if (spec.git.alerts) new Alerts(scope, spec.cluster.name, spec.git.alerts);
  if (spec.git.receiver) new WebhookReceiver(scope, spec, spec.git.receiver);
}
