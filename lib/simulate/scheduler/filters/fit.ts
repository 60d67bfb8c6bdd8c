import type { NodeTable } from '../node-table';
import type { PodRequests } from '../pod-requests';
import type { Rejection } from '../rejection';

/**
 * What of a pod's requests a node lacks; undefined when the pod fits.
 *
 * Source: fitsRequest of NodeResourcesFit, k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins/noderesources.
 */
export function rejectByResources(
  { offers, taken }: NodeTable,
  requests: PodRequests,
  node: number,
): Rejection | undefined {
  const { cpu, memory, ephemeralStorage, others } = requests;
  const lacks = (amount: number, offered: Float64Array, used: Float64Array) =>
    amount > 0 && amount > (offered[node] ?? 0) - (used[node] ?? 0);
  const pods = (taken.pods[node] ?? 0) + 1 > (offers.pods[node] ?? 0);
  const lacksCpu = lacks(cpu, offers.cpu, taken.cpu);
  const lacksMemory = lacks(memory, offers.memory, taken.memory);
  const lacksStorage = lacks(ephemeralStorage, offers.ephemeralStorage, taken.ephemeralStorage);
  const [offered, used] = [offers.others[node] ?? {}, taken.others[node] ?? {}];
  const lacking = others.filter(([name, amount]) => amount > (offered[name] ?? 0) - (used[name] ?? 0));
  if (!pods && !lacksCpu && !lacksMemory && !lacksStorage && lacking.length === 0) return undefined;
  const never =
    cpu > (offers.cpu[node] ?? 0) ||
    memory > (offers.memory[node] ?? 0) ||
    ephemeralStorage > (offers.ephemeralStorage[node] ?? 0) ||
    lacking.some(([name, amount]) => amount > (offered[name] ?? 0));
  return {
    plugin: 'NodeResourcesFit',
    reasons: [
      ...(pods ? ['Too many pods'] : []),
      ...(lacksCpu ? ['Insufficient cpu'] : []),
      ...(lacksMemory ? ['Insufficient memory'] : []),
      ...(lacksStorage ? ['Insufficient ephemeral-storage'] : []),
      ...lacking.map(([name]) => `Insufficient ${name}`),
    ],
    resolvable: !never,
  };
}
