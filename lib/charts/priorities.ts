/** Priority classes of this project, highest first; Kubernetes' own system classes are above all of them. */
export const PRIORITIES = {
  infrastructure: {
    value: 900_000_000,
    description: 'What other workloads need to be reached or to run: ingress, tunnels, operators.',
  },
  data: { value: 500_000_000, description: 'Databases and other keepers of data.' },
  service: { value: 100_000_000, description: 'Apps that people use.' },
} as const;

export type Priority = keyof typeof PRIORITIES;

/** For DNS and metrics: preempts everything but node-critical pods. */
export const SYSTEM_CRITICAL = 'system-cluster-critical';
