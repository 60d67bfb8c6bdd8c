import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../harness/cluster/cluster';
import { monotonicMs } from '../harness/monotonic';
import type { TimedEvent } from './time-line';

/** What each HAProxy decided about the API servers, out of its log, which has the wall clock's time. */
export function proxyEvents(cluster: Cluster): readonly TimedEvent[] {
  const wallToMonotonic = monotonicMs() - Date.now();
  return cluster.nodes.flatMap((forHost) => {
    const log = readFileSync(join(cluster.folder, `${forHost}-proxy.log`), 'utf8');
    const lines = log.matchAll(/^(\S+) Server api\/(\S+) is (UP|DOWN)/gm);
    return [...lines].map(([, time = '', server = '', state]): TimedEvent => {
      const type = state === 'UP' ? 'server-up' : 'server-down';
      return { type, server, forHost, at: Date.parse(time) + wallToMonotonic };
    });
  });
}
