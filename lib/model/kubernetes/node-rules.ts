import type { PodSpec } from './types';

/** Labels that every node of a Linux cluster has, with the values that pods ask for. */
const EVERYWHERE: Readonly<Record<string, string>> = { 'kubernetes.io/os': 'linux' };

/** A pod spec that asks for no particular nodes. */
export function withoutNodeRules({ affinity, ...spec }: PodSpec): PodSpec {
  return { ...spec, nodeSelector: {}, affinity: { ...affinity, nodeAffinity: null } };
}

/** Whether pods ask for nodes by labels that some may lack. */
export function hasNodeRules({ nodeSelector, affinity }: PodSpec): boolean {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return Boolean(required) || Object.entries(nodeSelector ?? {}).some(([key, value]) => EVERYWHERE[key] !== value);
}
