import { Chart } from 'cdk8s';
import {
  toJson_DeploymentStrategy,
  toJson_ResourceRequirements,
  toJson_Toleration,
  toJson_TopologySpreadConstraint,
} from '../constructs/kubernetes';
import type { Construct } from 'constructs';
import { addDisruptionBudget } from '../constructs/disruption-budget';
import { failoverTolerations } from '../constructs/failover-tolerations';
import { addHelmRelease } from '../constructs/helm-release';
import { requests } from '../constructs/resources';
import { rollingUpdate } from '../constructs/rollout';
import { spreadOverTopology } from '../constructs/topology-spread';
import type { ClusterSpec } from '../spec/cluster-spec';
import { openNodes } from '../spec/topology';
import { CHART_PROPS } from './chart-props';
import type { Priority } from './priorities';

const NAME = 'cloudnative-pg';
const NAMESPACE = 'cnpg-system';
/** Brings the operator 1.30.0. */
const CHART_VERSION = '0.29.0';

/** One leads, the other takes over; both answer the admission webhooks. */
const REPLICAS = 2;

/** What the chart's Deployment selects its pods by. */
const LABELS = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/instance': NAME } as const;

/**
 * The operator of PostgreSQL clusters. Databases run on without it; what they miss is failover. Its webhooks refuse
 * every change of a database while no replica answers, hence two, spread, with a budget that the chart does not have.
 *
 * Source: cloudnative-pg/charts cloudnative-pg-v0.29.0, values.yaml and templates.
 */
export class CloudNativePg extends Chart {
  constructor(layer: Construct, spec: ClusterSpec) {
    super(layer, NAME, CHART_PROPS);
    const nodes = openNodes(spec);
    addHelmRelease(this, {
      name: NAME,
      namespace: NAMESPACE,
      repoUrl: 'https://cloudnative-pg.github.io/charts',
      chart: NAME,
      version: CHART_VERSION,
      values: {
        replicaCount: REPLICAS,
        priorityClassName: 'infrastructure' satisfies Priority,
        updateStrategy: toJson_DeploymentStrategy(rollingUpdate(REPLICAS, false)),
        topologySpreadConstraints: spreadOverTopology({ replicas: REPLICAS, nodes, labels: LABELS }).map(
          toJson_TopologySpreadConstraint,
        ),
        tolerations: failoverTolerations().map(toJson_Toleration),
        resources: toJson_ResourceRequirements(requests('100m', '200Mi', '1Gi')),
      },
    });
    addDisruptionBudget(this, { name: NAME, namespace: NAMESPACE, labels: LABELS });
  }
}
