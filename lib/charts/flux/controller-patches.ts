import { FAILOVER_SECONDS, failoverTolerations } from '../../constructs/failover-tolerations';
import { printYaml } from '../../model/print-yaml';
import { REPLICATED_CONTROLLERS, SINGLE_CONTROLLERS } from './controllers';

/** A patch of FluxInstance `spec.kustomize.patches`; targets carry no namespace. */
export interface ControllerPatch {
  readonly target: { readonly kind: 'Deployment'; readonly name: string };
  readonly patch: string;
}

/**
 * What makes the Flux controllers come back fast: two replicas on different nodes where that is possible, and in any
 * case a short stay on a dead node and the priority to find room on another one.
 */
export function controllerPatches(): ControllerPatch[] {
  return [
    ...REPLICATED_CONTROLLERS.map((name) => patchDeployment(name, { replicas: 2, template: { spec: { ...failover, topologySpreadConstraints: [spread(name)] } } })),
    ...SINGLE_CONTROLLERS.map((name) => patchDeployment(name, { template: { spec: failover } })),
  ];
}

const failover = { priorityClassName: 'system-cluster-critical', tolerations: failoverTolerations(FAILOVER_SECONDS) };

function spread(name: string): Record<string, unknown> {
  return {
    maxSkew: 1,
    minDomains: 2,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'DoNotSchedule',
    labelSelector: { matchLabels: { app: name } },
    matchLabelKeys: ['pod-template-hash'],
    nodeTaintsPolicy: 'Honor',
  };
}

function patchDeployment(name: string, spec: Record<string, unknown>): ControllerPatch {
  return { target: { kind: 'Deployment', name }, patch: printYaml({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec }) };
}
