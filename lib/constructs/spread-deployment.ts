import { problemOf } from '../spec/problem-of';
import { type Container, KubeDeployment, type NodeSelectorRequirement, type PodSpec } from './kubernetes';
import { Construct } from 'constructs';
import type { NodeSpec } from '../spec/cluster-spec';
import { ProblemsError } from '../spec/problem';
import { addDisruptionBudget } from './disruption-budget';
import { failoverTolerations } from './failover-tolerations';
import { ManifestObject } from './manifest-object';
import { rollingUpdate } from './rollout';
import { type PodLabels, spreadOverTopology } from './topology-spread';

/** What a spread workload decides for itself is not for its user to set. */
type OwnPodSpec = Omit<PodSpec, 'topologySpreadConstraints' | 'affinity' | 'nodeName' | 'restartPolicy'> & {
  /** Names one of the project's classes: without one, pods are the first to be preempted and evicted. */
  readonly priorityClassName: string;
};

export interface SpreadDeploymentProps {
  readonly name: string;
  readonly namespace: string;
  readonly replicas: number;
  /** Nodes that may run the pods: the arithmetic of spread and rollout counts on them. */
  readonly nodes: readonly NodeSpec[];
  readonly podSpec: OwnPodSpec;
  /**
   * Labels that select the pods.
   * @default { 'app.kubernetes.io/name': name }
   */
  readonly labels?: PodLabels;
  /**
   * Whether pods run on `nodes` only, also where other nodes would take them.
   * @default false
   */
  readonly onlyOnNodes?: boolean;
  /**
   * Seconds between the end of new traffic being decided and SIGTERM: until endpoints, proxies and load balancers
   * know. Added in front of `terminationGracePeriodSeconds`. 0: the program sees to it itself.
   * @default 0
   */
  readonly drainSeconds?: number;
  /** Annotations of the pods. */
  readonly podAnnotations?: Readonly<Record<string, string>>;
}

/**
 * A Deployment that survives the loss of any one node, and its disruption budget: the only way in which this project
 * runs something twice.
 *
 * @throws ProblemsError `spread-impossible` when it could not be highly available, with the reason
 */
export class SpreadDeployment extends Construct {
  readonly labels: PodLabels;

  constructor(scope: Construct, id: string, props: SpreadDeploymentProps) {
    super(scope, id);
    refuseWhatCannotSpread(props);
    const { name, namespace, replicas, nodes, podSpec, podAnnotations } = props;
    const labels = (this.labels = props.labels ?? { 'app.kubernetes.io/name': name });
    const drainSeconds = props.drainSeconds ?? 0;

    const manifest = KubeDeployment.manifest({
      metadata: { name, namespace, labels },
      spec: {
        replicas,
        revisionHistoryLimit: 3,
        minReadySeconds: 5,
        selector: { matchLabels: labels },
        strategy: rollingUpdate(replicas, podSpec.containers.some(bindsHostPort)),
        template: {
          metadata: { labels, ...(podAnnotations ? { annotations: podAnnotations } : {}) },
          spec: {
            ...podSpec,
            terminationGracePeriodSeconds: (podSpec.terminationGracePeriodSeconds ?? 30) + drainSeconds,
            topologySpreadConstraints: spreadOverTopology({ replicas, nodes, labels }),
            ...(props.onlyOnNodes
              ? {
                  affinity: {
                    nodeAffinity: {
                      requiredDuringSchedulingIgnoredDuringExecution: {
                        nodeSelectorTerms: [{ matchExpressions: [hostnameIn(nodes)] }],
                      },
                    },
                  },
                }
              : {}),
            tolerations: [...(podSpec.tolerations ?? []), ...failoverTolerations()],
          },
        },
      },
    }) as DeploymentManifest;
    if (drainSeconds > 0) sleepBeforeStop(manifest, drainSeconds);
    new ManifestObject(this, 'deployment', manifest);
    addDisruptionBudget(this, { name, namespace, labels });
  }
}

/** The part of a Deployment that is changed after it was made. */
interface DeploymentManifest {
  readonly spec: { readonly template: { readonly spec: { readonly containers: { lifecycle?: unknown }[] } } };
}

/** The `sleep` action needs no shell in the image. It is GA in Kubernetes 1.34, and newer than the generated classes. */
function sleepBeforeStop(deployment: DeploymentManifest, seconds: number): void {
  for (const container of deployment.spec.template.spec.containers)
    container.lifecycle = { preStop: { sleep: { seconds } } };
}

function hostnameIn(nodes: readonly NodeSpec[]): NodeSelectorRequirement {
  return { key: 'kubernetes.io/hostname', operator: 'In', values: nodes.map((n) => n.name).sort() };
}

function bindsHostPort(container: Container): boolean {
  return (container.ports ?? []).some((port) => port.hostPort !== undefined);
}

function refuseWhatCannotSpread({ name, namespace, replicas, nodes, podSpec }: SpreadDeploymentProps): void {
  const reasons: { found: string; expected: string }[] = [];
  if (replicas < 2) reasons.push({ found: `${replicas} replica`, expected: '2 or more: one is lost with its node' });
  if (nodes.length < 2) reasons.push({ found: `${nodes.length} usable nodes`, expected: '2 or more' });
  if (replicas > nodes.length)
    reasons.push({ found: `${replicas} replicas on ${nodes.length} usable nodes`, expected: 'a node for each' });
  for (const volume of podSpec.volumes ?? []) {
    if (volume.persistentVolumeClaim)
      reasons.push({
        found: `volume ${volume.name} shared by all replicas`,
        expected: 'no volume that only one node can attach',
      });
    if (volume.hostPath)
      reasons.push({
        found: `volume ${volume.name} on the disk of a node`,
        expected: 'nothing that ties a replica to a node',
      });
  }
  for (const container of podSpec.containers) {
    if ((container.ports ?? []).length > 0 && !container.readinessProbe)
      reasons.push({
        found: `container ${container.name} with ports and no readiness probe`,
        expected: 'a readiness probe',
      });
    if (!container.resources?.requests)
      reasons.push({
        found: `container ${container.name} without resource requests`,
        expected: 'requests, or it is the first to be evicted',
      });
  }
  if (reasons.length > 0) {
    const where = `Deployment/${namespace}/${name}`;
    throw new ProblemsError(reasons.map((r) => problemOf('spread-impossible', where, r.found, r.expected)));
  }
}
