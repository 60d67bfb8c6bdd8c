import type { Container, PodSpec } from './types';

/** A port that a pod takes on its node; `ip` 0.0.0.0 means all addresses. */
export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

const ALL_ADDRESSES = '0.0.0.0';

/**
 * The ports that a pod takes on its node: those of its containers and sidecars. On the node's network every container
 * port is one.
 *
 * Source: GetHostPorts, k8s.io/kubernetes v1.36.3, pkg/scheduler/util/utils.go; defaultHostNetworkPorts,
 * pkg/apis/core/v1/defaults.go.
 */
export function hostPortsOf(pod: Pick<PodSpec, 'containers' | 'initContainers' | 'hostNetwork'>): HostPort[] {
  const sidecars = (pod.initContainers ?? []).filter((container) => container.restartPolicy === 'Always');
  return [...sidecars, ...(pod.containers ?? [])].flatMap((container: Container) =>
    (container.ports ?? []).flatMap(({ hostPort, containerPort, hostIP, protocol }) => {
      // 0 and the empty string are how Kubernetes says that a field is not set.
      const port =
        hostPort !== undefined && hostPort > 0 ? hostPort : pod.hostNetwork === true ? containerPort : undefined;
      if (port === undefined || port <= 0) return [];
      return [{ ip: orElse(hostIP, ALL_ADDRESSES), protocol: orElse(protocol, 'TCP'), port }];
    }),
  );
}

function orElse(text: string | undefined, unset: string): string {
  return text === undefined || text === '' ? unset : text;
}

/**
 * Whether two sets of host ports cannot be on one node: same port and protocol, and an address in common. `0.0.0.0` has
 * all addresses; `::` and others only themselves.
 *
 * Source: HostPortInfo.CheckConflict, k8s.io/kube-scheduler v0.36.3, framework/types.go.
 */
export function hostPortsConflict(some: readonly HostPort[], others: readonly HostPort[]): boolean {
  return some.some((a) =>
    others.some(
      (b) =>
        a.port === b.port &&
        a.protocol === b.protocol &&
        (a.ip === b.ip || a.ip === ALL_ADDRESSES || b.ip === ALL_ADDRESSES),
    ),
  );
}
