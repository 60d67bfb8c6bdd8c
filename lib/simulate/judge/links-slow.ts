import type { Failure } from '../failures/failure';
import type { Outcome, Scenario } from '../simulation-result';
import { NO_TIME } from '../timing/duration';
import { scenario } from './scenario';
import { untouched, type Workbench } from './workbench';

/** The heartbeat is to be one and a half round trips, and a tenth of the election timeout (etcd.io, tuning). */
export function linksSlow(failure: Failure, bench: Workbench): Scenario {
  const { electionSeconds } = bench.world.settings;
  const most = Math.floor((electionSeconds * 100) / 1.5);
  const api: Outcome = {
    verdict: 'degrades',
    outage: NO_TIME,
    reason: `each write may wait for a round trip through the relay; up to ${most} ms of it the election timeout of ${electionSeconds} s is made for`,
  };
  return scenario(failure, { ...untouched(bench), api }, []);
}
