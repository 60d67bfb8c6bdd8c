import { placePods } from '../lib/simulate/placement/place-pods';
import { readCluster } from '../lib/simulate/placement/read-cluster';
import { addPod } from '../lib/simulate/scheduler/placed-pods';
import type { SchedulerPod } from '../lib/simulate/scheduler/cluster';
import { decide } from '../lib/simulate/scheduler/decide';
import { makeState } from '../lib/simulate/scheduler/state';
import { manyNodes, manyWorkloads } from './many-pods';

const NODES = 100;

const nodes = manyNodes(NODES);

function pods(count: number) {
  return readCluster(manyWorkloads(count / 10, 10), nodes);
}

/** Makes the state anew for each pod from those that are placed. */
function placeNaively({ cluster, pods: all }: ReturnType<typeof pods>): void {
  const placed: (readonly [SchedulerPod, string])[] = [];
  for (const pod of all) {
    const state = makeState(cluster);
    for (const [one, node] of placed) addPod(state, one, node);
    const node = cluster.nodes[decide(state, pod).best[0] ?? -1];
    if (node) placed.push([pod, node.metadata.name]);
  }
}

/** Pods placed in a second on 100 nodes, beside a twin that counts anew for each pod; processor time, medians of three. */
export function measureLikelyPlacement(): { readonly podsPerSecond: number; readonly exponent: number } {
  const quick = measure('likely placement', 1000, ({ cluster, pods: all }) => placePods(cluster, all, 1));
  const large = measure('likely placement', 5000, ({ cluster, pods: all }) => placePods(cluster, all, 1));
  measure('naive twin, counted anew for each pod', 300, placeNaively);
  return { podsPerSecond: 5000 / large, exponent: Math.log(large / quick) / Math.log(5) };
}

/** @returns seconds */
function measure(name: string, count: number, place: (input: ReturnType<typeof pods>) => void): number {
  const input = pods(count);
  const seconds = Array.from({ length: 3 }, () => {
    // Time of the processor: it is the same when others use the computer too.
    const { user, system } = process.cpuUsage();
    place(input);
    const used = process.cpuUsage({ user, system });
    return (used.user + used.system) / 1e6;
  }).toSorted((a, b) => a - b);
  const median = seconds[1] ?? Number.NaN;
  console.log(
    `${`${name}, ${count} pods`.padEnd(44)}${median.toFixed(3).padStart(8)}${(count / median).toFixed(0).padStart(8)} pods/s`,
  );
  return median;
}
