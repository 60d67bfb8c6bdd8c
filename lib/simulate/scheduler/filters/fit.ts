import type { NodeTable } from '../node-table';
import type { PodRequests } from '../pod-requests';
import type { Rejection } from '../rejection';

/**
 * What of a pod's requests a node lacks; undefined when the pod fits.
 *
 * Source: fitsRequest of NodeResourcesFit, k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins/noderesources.
 */
export function rejectByResources(table: NodeTable, requests: PodRequests, node: number): Rejection | undefined {
  return fits(table, requests, node) ? undefined : describeLack(table, requests, node);
}

/** Asked for every pod and node. */
function fits({ offers, taken }: NodeTable, { cpu, memory, ephemeralStorage, others }: PodRequests, node: number) {
  if ((taken.pods[node] ?? 0) + 1 > (offers.pods[node] ?? 0)) return false;
  if (lacks(cpu, offers.cpu, taken.cpu, node) || lacks(memory, offers.memory, taken.memory, node)) return false;
  if (lacks(ephemeralStorage, offers.ephemeralStorage, taken.ephemeralStorage, node)) return false;
  return others.length === 0 || lackingOthers(offers, taken, others, node).length === 0;
}

function lacks(amount: number, offered: Float64Array, used: Float64Array, node: number): boolean {
  return amount > 0 && amount > (offered[node] ?? 0) - (used[node] ?? 0);
}

function lackingOthers(
  offers: NodeTable['offers'],
  taken: NodeTable['taken'],
  others: PodRequests['others'],
  node: number,
): PodRequests['others'] {
  const [offered, used] = [offers.others[node] ?? {}, taken.others[node] ?? {}];
  return others.filter(([name, amount]) => amount > (offered[name] ?? 0) - (used[name] ?? 0));
}

function describeLack({ offers, taken }: NodeTable, requests: PodRequests, node: number): Rejection {
  const { cpu, memory, ephemeralStorage, others } = requests;
  const lacking = lackingOthers(offers, taken, others, node);
  const never =
    cpu > (offers.cpu[node] ?? 0) ||
    memory > (offers.memory[node] ?? 0) ||
    ephemeralStorage > (offers.ephemeralStorage[node] ?? 0) ||
    lacking.some(([name, amount]) => amount > (offers.others[node]?.[name] ?? 0));
  const lacksStorage = lacks(ephemeralStorage, offers.ephemeralStorage, taken.ephemeralStorage, node);
  return {
    plugin: 'NodeResourcesFit',
    reasons: [
      ...((taken.pods[node] ?? 0) + 1 > (offers.pods[node] ?? 0) ? ['Too many pods'] : []),
      ...(lacks(cpu, offers.cpu, taken.cpu, node) ? ['Insufficient cpu'] : []),
      ...(lacks(memory, offers.memory, taken.memory, node) ? ['Insufficient memory'] : []),
      ...(lacksStorage ? ['Insufficient ephemeral-storage'] : []),
      ...lacking.map(([name]) => `Insufficient ${name}`),
    ],
    resolvable: !never,
  };
}
