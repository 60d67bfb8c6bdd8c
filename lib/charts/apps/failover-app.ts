import { Chart } from 'cdk8s';
import { KubeDeployment, KubePersistentVolumeClaim, Quantity } from '../../constructs/kubernetes';
import type { Construct } from 'constructs';
import { addAppTraffic } from '../../constructs/app-traffic';
import { failoverTolerations } from '../../constructs/failover-tolerations';
import { appContainer } from '../../constructs/http-app';
import { NEVER_PRUNED } from '../../constructs/protection';
import type { FailoverSpec } from '../../spec/cluster-spec';
import { CHART_PROPS } from '../chart-props';
import type { Priority } from '../priorities';
import { REPLICATED_CLASS } from '../storage-class-names';
import type { AppContext } from './stateless-app';

const PRIORITY: Priority = 'data';

/**
 * An app that cannot run twice: one pod on a replicated volume, moved by Kubernetes and Longhorn when its node dies.
 *
 * A Deployment and not a StatefulSet: its ReplicaSet starts the replacement while the old pod is still Terminating on
 * the dead node, and Longhorn (`nodeDownPodDeletionPolicy: delete-both-...`) then frees the volume. `Recreate`, since
 * two pods must never run side by side in a rollout. No budget: with one pod it could only block drains for ever.
 */
export class FailoverApp extends Chart {
  constructor(layer: Construct, id: string, app: FailoverSpec, context: AppContext) {
    super(layer, id, CHART_PROPS);
    const labels = { 'app.kubernetes.io/name': app.name };
    const metadata = { name: app.name, namespace: app.namespace, labels };
    new KubePersistentVolumeClaim(this, 'volume', {
      metadata: { ...metadata, annotations: NEVER_PRUNED },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: REPLICATED_CLASS,
        resources: { requests: { storage: Quantity.fromString(app.disk) } },
      },
    });
    new KubeDeployment(this, 'deployment', {
      metadata,
      spec: {
        replicas: 1,
        revisionHistoryLimit: 3,
        selector: { matchLabels: labels },
        strategy: { type: 'Recreate' },
        template: {
          metadata: { labels },
          spec: {
            priorityClassName: PRIORITY,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            terminationGracePeriodSeconds: app.stopSeconds,
            tolerations: failoverTolerations(),
            containers: [{ ...appContainer(app), volumeMounts: [{ name: 'data', mountPath: app.mountPath }] }],
            volumes: [{ name: 'data', persistentVolumeClaim: { claimName: app.name } }],
            ...(app.pullSecret === undefined ? {} : { imagePullSecrets: [{ name: app.pullSecret }] }),
          },
        },
      },
    });
    addAppTraffic(this, app, context.ingressClassName);
  }
}
