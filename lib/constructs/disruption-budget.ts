import { IntOrString, KubePodDisruptionBudget } from './kubernetes';
import type { Construct } from 'constructs';
import { ManifestObject } from './manifest-object';
import type { PodLabels } from './topology-spread';

export interface DisruptionBudgetProps {
  readonly name: string;
  readonly namespace: string;
  /** Labels of the pods that it protects. */
  readonly labels: PodLabels;
  /**
   * AlwaysAllow lets a drain evict pods that are not ready anyway; IfHealthyBudget protects members of a quorum.
   * @default 'AlwaysAllow'
   */
  readonly unhealthyPodEvictionPolicy?: 'AlwaysAllow' | 'IfHealthyBudget';
}

/** One pod may be evicted at a time. `maxUnavailable: 1` follows the number of replicas, and never blocks a drain. */
export function addDisruptionBudget(scope: Construct, props: DisruptionBudgetProps): void {
  const manifest: unknown = KubePodDisruptionBudget.manifest({
    metadata: { name: props.name, namespace: props.namespace, labels: props.labels },
    spec: {
      maxUnavailable: IntOrString.fromNumber(1),
      selector: { matchLabels: props.labels },
      unhealthyPodEvictionPolicy: props.unhealthyPodEvictionPolicy ?? 'AlwaysAllow',
    },
  });
  new ManifestObject(scope, 'budget', manifest);
}
