import type { ClusterModel } from '../../model/cluster-model';
import { findAll } from '../../model/dotted-path';
import type { Workload } from '../../model/workload';
import { type Answer, notApplicable, type Requirement, verdict } from './answer';

/** What the cluster offers to everything that runs on it. */
export const clusterServices: readonly Requirement[] = [
  {
    id: '3.2',
    text: 'CoreDNS has three or more replicas, no two on one node.',
    check: ({ model }) => spreadWorkloads(named(model, 'kube-system', 'coredns'), model, 3),
  },
  {
    id: '3.3',
    text: 'The ingress has three or more replicas, no two on one node.',
    check: ({ model }) =>
      spreadWorkloads(
        model.workloads.filter((w) => model.program(w)?.role === 'ingress-controller' && w.kind !== 'job'),
        model,
        3,
      ),
  },
  {
    id: '3.4',
    text: 'metrics-server has several replicas, no two on one node.',
    check: ({ model }) => spreadWorkloads(named(model, 'kube-system', 'metrics-server'), model, 2),
  },
];

/** What the user runs. */
export const services: readonly Requirement[] = [
  {
    id: '4.1',
    text: 'Every stateless service has three or more replicas, no two on one node.',
    check: ({ model }) =>
      spreadWorkloads(
        servers(model).filter((w) => !keepsData(w, model) && !isPlatform(w)),
        model,
        3,
      ),
  },
  {
    id: '5.1',
    text: 'Every stateful service has three or more replicas that replicate.',
    check: ({ model }) => {
      const operators = model.objects.filter(({ type }) => (model.knowledge.operatorOf(type)?.sets.length ?? 0) > 0);
      const singles = servers(model).filter((w) => keepsData(w, model));
      if (operators.length + singles.length === 0) return notApplicable;
      const enough = operators.every((object) =>
        (model.knowledge.operatorOf(object.type)?.sets ?? []).every(({ replicas }) =>
          findAll(object.manifest, replicas).every(({ value }) => Number(value ?? 0) >= 3),
        ),
      );
      // A plain StatefulSet does not say how its replicas replicate.
      return {
        status: !enough || singles.length > 0 ? 'fails' : 'holds',
        evidence: [
          ...operators.map((object) => ({ object, field: ['spec'] })),
          ...singles.map(({ object, replicasPath }) => ({ object, field: replicasPath })),
        ],
      };
    },
  },
];

function named(model: ClusterModel, namespace: string, name: string): readonly Workload[] {
  return model.pods.inNamespace(namespace).filter(({ object }) => object.name === name);
}

function servers(model: ClusterModel): readonly Workload[] {
  return model.workloads.filter((w) => w.kind === 'replicated' && model.role(w) === 'server');
}

function keepsData(workload: Workload, model: ClusterModel): boolean {
  return model.claims(workload).length > 0;
}

/** Namespaces of what the cluster is made of, which has lines of its own. */
const PLATFORM = new Set([
  'kube-system',
  'ingress-nginx',
  'traefik',
  'cloudflared',
  'longhorn-system',
  'flux-system',
  'cnpg-system',
]);

function isPlatform({ object }: Workload): boolean {
  return PLATFORM.has(object.namespace);
}

function spreadWorkloads(workloads: readonly Workload[], model: ClusterModel, least: number): Answer {
  if (workloads.length === 0) return notApplicable;
  const holds = workloads.every((w) => model.replicas(w).count >= least && model.nodeLoss(w).verdict === 'survives');
  return verdict(
    holds,
    workloads.map(({ object, replicasPath }) => ({ object, field: replicasPath })),
  );
}
