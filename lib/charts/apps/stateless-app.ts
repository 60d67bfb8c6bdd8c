import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { addAppTraffic } from '../../constructs/app-traffic';
import { appContainer } from '../../constructs/http-app';
import { SpreadDeployment } from '../../constructs/spread-deployment';
import type { NodeSpec, StatelessSpec } from '../../spec/cluster-spec';
import { CHART_PROPS } from '../chart-props';
import type { Priority } from '../priorities';

const PRIORITY: Priority = 'service';

/** Seconds until every proxy has heard that a pod is leaving (endpoints, kube-proxy, ingress). */
const DRAIN_SECONDS = 5;

export interface AppContext {
  /** Nodes that take pods without tolerations. */
  readonly nodes: readonly NodeSpec[];
  readonly ingressClassName: string;
}

/** An app of which any replica can serve any request. */
export class StatelessApp extends Chart {
  constructor(layer: Construct, id: string, app: StatelessSpec, context: AppContext) {
    super(layer, id, CHART_PROPS);
    new SpreadDeployment(this, 'workload', {
      name: app.name,
      namespace: app.namespace,
      replicas: app.replicas,
      nodes: context.nodes,
      drainSeconds: app.port === undefined ? 0 : DRAIN_SECONDS,
      podSpec: {
        priorityClassName: PRIORITY,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        terminationGracePeriodSeconds: app.stopSeconds,
        containers: [appContainer(app)],
        ...(app.pullSecret === undefined ? {} : { imagePullSecrets: [{ name: app.pullSecret }] }),
      },
    });
    addAppTraffic(this, app, context.ingressClassName);
  }
}
