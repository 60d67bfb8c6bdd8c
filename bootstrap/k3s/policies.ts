import { printYaml } from '../../lib/model/print-yaml';

/** Namespaces whose pods may do what the host can: network, storage, and Flux' own. */
const EXEMPT = ['flux-system', 'kube-system', 'longhorn-system'];

/**
 * Pod Security admission for namespaces that say nothing themselves: privileged pods are refused, root is not.
 *
 * Source: kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-admission-controller (v1.36).
 */
export const admissionConfig: string = printYaml({
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'AdmissionConfiguration',
  plugins: [
    {
      name: 'PodSecurity',
      configuration: {
        apiVersion: 'pod-security.admission.config.k8s.io/v1',
        kind: 'PodSecurityConfiguration',
        defaults: {
          enforce: 'baseline',
          'enforce-version': 'latest',
          warn: 'restricted',
          'warn-version': 'latest',
        },
        exemptions: { usernames: [], runtimeClasses: [], namespaces: EXEMPT },
      },
    },
  ],
});

/**
 * Who did what to which object, without its content; what the cluster's own parts do all the time is left out.
 *
 * Source: kubernetes.io/docs/tasks/debug/debug-cluster/audit (v1.36).
 */
export const auditPolicy: string = printYaml({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'None', verbs: ['get', 'list', 'watch'] },
    {
      level: 'None',
      resources: [
        { group: 'coordination.k8s.io', resources: ['leases'] },
        { group: '', resources: ['events'] },
        { group: 'events.k8s.io', resources: ['events'] },
      ],
    },
    { level: 'None', userGroups: ['system:nodes'] },
    { level: 'Metadata' },
  ],
});

/**
 * Pods are ended in order when the host shuts down; logind's InhibitDelayMaxSec (see steps/host.ts) has to be longer.
 *
 * Source: kubernetes.io/docs/concepts/cluster-administration/node-shutdown (v1.36).
 */
export const kubeletConfig: string = printYaml({
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  shutdownGracePeriod: '60s',
  shutdownGracePeriodCriticalPods: '20s',
});
