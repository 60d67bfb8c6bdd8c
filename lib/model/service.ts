import { integer, objects, text, textMap } from './json';
import type { KubeObject } from './kube-object';
import type { PodIndex } from './pod-index';
import type { Container } from './pod-template';
import type { Workload } from './workload';

export interface ServicePort {
  readonly name: string | undefined;
  readonly port: number | undefined;
  /** A number, or the name of a container's port. */
  readonly target: number | string | undefined;
  /** Whether only what watches the pods asks here, not what uses them. */
  readonly metrics: boolean;
}

/** A Service and the workloads behind it. */
export interface Service {
  readonly object: KubeObject;
  /** Undefined where none is written: the endpoints come from elsewhere. */
  readonly selector: Readonly<Record<string, string>> | undefined;
  readonly ports: readonly ServicePort[];
  readonly workloads: readonly Workload[];
  /** Keys of the selector that a program puts on its pods while it runs, so that no template has them. */
  readonly runtimeKeys: readonly string[];
}

/** Labels that controllers of Kubernetes put on pods besides those of the template. */
const CONTROLLER_LABELS: ReadonlySet<string> = new Set([
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/job-completion-index',
  'rollouts-pod-template-hash',
]);

const METRICS = /metric|prometheus|telemetry|servicemonitor|exporter|monitoring/i;

/** @param runtimeLabels keys of labels that programs put on their own pods while they run */
export function readService(service: KubeObject, pods: PodIndex, runtimeLabels: ReadonlySet<string>): Service {
  const written = textMap(service.spec['selector']);
  const selector = Object.keys(written).length === 0 ? undefined : written;
  const keys = Object.keys(written);
  const controllerKeys = keys.filter((key) => CONTROLLER_LABELS.has(key));
  const found = pods.select(service.namespace, selector && { matchLabels: selector }, {
    ignoredKeys: CONTROLLER_LABELS,
  });
  return {
    object: service,
    selector,
    ports: objects(service.spec['ports']).map((port) => {
      const name = text(port['name']);
      return {
        name,
        port: integer(port['port']),
        target: integer(port['targetPort']) ?? text(port['targetPort']) ?? integer(port['port']),
        metrics: METRICS.test(name ?? '') || METRICS.test(text(port['targetPort']) ?? ''),
      };
    }),
    // With only labels of controllers left to match, everything would match.
    workloads: controllerKeys.length < keys.length ? found : [],
    runtimeKeys: keys.filter((key) => runtimeLabels.has(key)),
  };
}

/**
 * The Service of the cluster that a Service of type ExternalName is another name of.
 *
 * Source: kubernetes.io/docs/concepts/services-networking/service: ExternalName.
 */
export function aliasOf({ spec }: KubeObject): { readonly namespace: string; readonly name: string } | undefined {
  const [name, namespace, svc] = spec['type'] === 'ExternalName' ? (text(spec['externalName']) ?? '').split('.') : [];
  return name !== undefined && namespace !== undefined && svc === 'svc' ? { namespace, name } : undefined;
}

/** Whether a client of the application asks here, not only what collects metrics. */
export function servesClients({ ports }: Service): boolean {
  return ports.length === 0 || ports.some((port) => !port.metrics);
}

/** The containers that answer on the ports of a Service; those of ports that nobody lists are not told. */
export function servingContainers(service: Service, workload: Workload): readonly Container[] {
  const running = workload.pod.containers.filter(({ kind }) => kind !== 'init');
  return running.filter(({ ports }) =>
    service.ports.some(
      ({ target, metrics }) => !metrics && ports.some(({ name, port }) => port === target || name === target),
    ),
  );
}
