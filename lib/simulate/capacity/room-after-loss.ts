import { podRequests, type Resources } from '../../model/kubernetes/resources';
import type { PodSpec } from '../../model/kubernetes/types';

/** What all pods together request; daemons once for each node. */
export function totalRequests(pods: readonly { readonly spec: PodSpec; readonly count: number }[]): Resources {
  const total: Record<string, number> = {};
  for (const { spec, count } of pods)
    for (const [name, amount] of Object.entries(requestsWithPod(spec)))
      total[name] = (total[name] ?? 0) + amount * count;
  return total;
}

/** What one pod takes of its node. */
export function requestsWithPod(spec: PodSpec): Resources {
  let requests = known.get(spec);
  if (!requests) known.set(spec, (requests = { ...podRequests(spec), pods: 1 }));
  return requests;
}

/** Specs never change. */
const known = new WeakMap<PodSpec, Resources>();

/**
 * Whether some node has room for one more pod, however all others are placed; false says nothing. A node keeps the pod
 * out when the others on it take more of some resource than it can spare. To keep it out of all nodes they would have
 * to do so on each; where that is more than they have, weighted so that no resource counts twice, it cannot be.
 *
 * @param own what the pod requests, with `pods: 1`
 * @param offers of the nodes that may take the pod; undefined where one does not say what it has
 * @param taken by all pods of the cluster, this one counted or not
 * @param open how many of the nodes its own rules leave open at least; whichever they are. @default all
 */
export function provesRoom(
  own: Resources,
  offers: readonly (Resources | undefined)[],
  taken: Resources,
  open = offers.length,
): boolean {
  const names = Object.entries(own).flatMap(([name, amount]) => (amount > 0 ? [name] : []));
  // What others have to take of each node to keep the pod out.
  const spare = offers.flatMap((offer) => {
    const each = names.map((name) => (offer?.[name] ?? Infinity) - (own[name] ?? 0) + 1);
    return each.every((amount) => amount > 0) ? [each] : [];
  });
  const sums = names.map((_, i) => spare.reduce((sum, each) => sum + (each[i] === Infinity ? 0 : (each[i] ?? 0)), 0));
  const shares = spare.map((each) =>
    Math.min(...each.map((amount, i) => (amount === Infinity ? Infinity : amount / (sums[i] ?? 1)))),
  );
  const least = shares.toSorted((a, b) => a - b).slice(0, Math.max(0, open - (offers.length - spare.length)));
  const used = names.reduce((sum, name, i) => sum + ((sums[i] ?? 0) > 0 ? (taken[name] ?? 0) / (sums[i] ?? 1) : 0), 0);
  return least.length > 0 && used < least.reduce((sum, share) => sum + share, 0);
}
