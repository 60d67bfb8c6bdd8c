import { FAILOVER_SECONDS, failoverTolerations } from '../../constructs/failover-tolerations';
import { printYaml } from '../../model/print-yaml';
import { REPLICATED_CONTROLLERS, SINGLE_CONTROLLERS, WAITING_CONTROLLERS } from './controllers';

/** A patch of FluxInstance `spec.kustomize.patches`; targets carry no namespace. */
export interface ControllerPatch {
  readonly target: { readonly kind: 'Deployment'; readonly name: string };
  readonly patch: string;
}

/**
 * What makes the Flux controllers come back fast: two replicas on different nodes where that is possible, and in any
 * case a short stay on a dead node and the priority to find room on another one. And what makes them take a commit that
 * mends what is broken at once: else they wait for the broken state until its timeout, 5 minutes for a layer and 15 for
 * a Helm release.
 *
 * Source: kustomize-controller v1.9 and helm-controller v1.6, feature gate CancelHealthCheckOnNewRevision.
 */
export function controllerPatches(): ControllerPatch[] {
  return [
    ...REPLICATED_CONTROLLERS.map((name) => patchDeployment(name, { replicas: 2, template: { spec: { ...failover, topologySpreadConstraints: [spread(name)] } } })),
    ...SINGLE_CONTROLLERS.map((name) => patchDeployment(name, { template: { spec: failover } })),
    ...WAITING_CONTROLLERS.map((name) => addArgument(name, '--feature-gates=CancelHealthCheckOnNewRevision=true')),
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

/** A merge would put a list of one argument in the place of all. */
function addArgument(name: string, value: string): ControllerPatch {
  return {
    target: { kind: 'Deployment', name },
    patch: printYaml([{ op: 'add', path: '/spec/template/spec/containers/0/args/-', value }]),
  };
}
