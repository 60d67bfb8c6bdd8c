import { divide, percentOf } from '../divide';
import type { NodeTable } from '../node-table';
import type { PodRequests } from '../pod-requests';
import { MAX_SCORE } from './normalize';

/**
 * NodeResourcesFit with the strategy LeastAllocated: the mean of what is left of cpu and of memory, in percent.
 *
 * Source: leastResourceScorer, k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins/noderesources.
 */
export function scoreFree({ offers, taken }: NodeTable, { scored }: PodRequests, node: number): number {
  let sum = 0;
  let counted = 0;
  const add = (offered: number, used: number) => {
    if (offered === 0) return;
    counted += 1;
    if (used <= offered) sum += percentOf(offered - used, offered);
  };
  add(offers.scoredCpu[node] ?? 0, (taken.nonZeroCpu[node] ?? 0) + scored.cpu);
  add(offers.scoredMemory[node] ?? 0, (taken.nonZeroMemory[node] ?? 0) + scored.memory);
  return counted === 0 ? 0 : divide(sum, counted);
}

/**
 * NodeResourcesBalancedAllocation: whether the pod makes the shares of cpu and of memory that are taken more alike, 75
 * when it changes nothing. Pods without requests have no such score.
 *
 * Source: balancedResourceScorer, k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins/noderesources.
 */
export function scoreBalance({ offers, taken }: NodeTable, { cpu, memory }: PodRequests, node: number): number {
  const [offeredCpu, offeredMemory] = [offers.scoredCpu[node] ?? 0, offers.scoredMemory[node] ?? 0];
  const [usedCpu, usedMemory] = [taken.cpu[node] ?? 0, taken.memory[node] ?? 0];
  const before = likeness(usedCpu, offeredCpu, usedMemory, offeredMemory);
  const after = likeness(usedCpu + cpu, offeredCpu, usedMemory + memory, offeredMemory);
  return MAX_SCORE / 2 + divide(MAX_SCORE / 2 + after - before, 2);
}

function likeness(usedCpu: number, cpu: number, usedMemory: number, memory: number): number {
  if (cpu === 0 || memory === 0) return MAX_SCORE;
  const deviation = Math.abs((Math.min(usedCpu / cpu, 1) - Math.min(usedMemory / memory, 1)) / 2);
  return Math.trunc((1 - deviation) * MAX_SCORE);
}
