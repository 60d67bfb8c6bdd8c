import { objects, texts } from '../../model/json';
import { describe, type KubeObject } from '../../model/kube-object';
import { push } from '../../model/pod-index';
import { readLabelSelector } from '../../model/pod-template';
import type { Workload } from '../../model/workload';
import { list } from '../consequence';
import { defineRule } from '../define-rule';

export const egressBlocksDns = defineRule({
  id: 'egress-blocks-dns',
  topic: 'traffic',
  title: 'A NetworkPolicy keeps pods from asking for names.',
  why: 'Once a policy of type Egress selects a pod, it reaches only what some policy permits. Where none permits port 53, no name resolves. Running connections and caches hide it until the pod starts again: after the first failure.',
  remedy: 'Permit port 53, by UDP and TCP.',
  example: `egress:
  - ports:
      - {port: 53, protocol: UDP}
      - {port: 53, protocol: TCP}`,
  sources: [
    'https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-deny-all-egress-traffic',
  ],
  check: (model) => {
    const policies = new Map<Workload, KubeObject[]>();
    for (const policy of model.ofType('NetworkPolicy')) {
      if (!limitsEgress(policy)) continue;
      const selector = readLabelSelector(policy.spec['podSelector']) ?? {};
      for (const workload of model.pods.select(policy.namespace, selector)) push(policies, workload, policy);
    }
    const blocked = new Map<KubeObject, Workload[]>();
    for (const [workload, all] of policies) {
      const [first] = all;
      if (first !== undefined && workload.kind !== 'job' && !all.some(permitsDns)) push(blocked, first, workload);
    }
    return [...blocked].map(([policy, workloads]) => ({
      severity: 'advisory',
      object: policy,
      field: ['spec', 'egress'],
      message: `${describe(policy)} limits what ${list(workloads.map((w) => describe(w.object)))} may ask, and no policy permits DNS.`,
      related: workloads.map((w) => w.object),
    }));
  },
});

/** Source: NetworkPolicySpec, k8s.io/api v0.36.3: without policyTypes, egress counts where there is a rule of it. */
function limitsEgress({ spec }: KubeObject): boolean {
  const types = spec['policyTypes'];
  return Array.isArray(types) ? texts(types).includes('Egress') : spec['egress'] !== undefined;
}

function permitsDns({ spec }: KubeObject): boolean {
  return objects(spec['egress']).some((rule) => {
    const ports = objects(rule['ports']);
    if (ports.length === 0) return true;
    return ports.some(({ port, endPort, protocol }) => {
      if (protocol !== undefined && protocol !== 'UDP' && protocol !== 'TCP') return false;
      if (port === undefined || port === 53 || (typeof port === 'string' && /^(dns|domain)/.test(port))) return true;
      return typeof port === 'number' && typeof endPort === 'number' && port <= 53 && endPort >= 53;
    });
  });
}
