import { type DeploymentStrategy, IntOrString } from './kubernetes';

/**
 * A rolling update that cannot deadlock and never stops the service.
 *
 * - Pods that bind ports of their node have no node to surge to: one goes first (the default of 25 % rounds to 0
 *   unavailable with three replicas, and would wait for ever).
 * - With three or more replicas one may be away, so that a rollout goes on where there is no room for one more.
 * - Of two replicas none may be away: the other one could fail meanwhile.
 *
 * Source: deployment controller, ResolveFenceposts (v1.36): surge percentages round up, unavailable ones down.
 */
export function rollingUpdate(replicas: number, bindsHostPorts: boolean): DeploymentStrategy {
  const maxSurge = bindsHostPorts ? 0 : 1;
  const maxUnavailable = bindsHostPorts || replicas > 2 ? 1 : 0;
  return {
    type: 'RollingUpdate',
    rollingUpdate: {
      maxSurge: IntOrString.fromNumber(maxSurge),
      maxUnavailable: IntOrString.fromNumber(maxUnavailable),
    },
  };
}
