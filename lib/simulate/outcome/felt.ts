import { at, integer, isObject } from '../../model/json';
import type { Felt } from '../simulation-result';
import { inSequence, type Term } from '../timing/duration';
import { leaderChange } from '../timing/node-loss';
import type { PodGroup } from '../world/pod-groups';
import type { Ground } from './ground';
import { detectionOf } from './recovery';

/** Measured with real kubelets: all within 1.4 s of the end of the pod. */
const END_IS_TOLD: Term = {
  name: 'nobody is sent to the pod any more',
  minSeconds: 0,
  maxSeconds: 1.4,
  source: 'measured with real kubelets after a reboot without a drain, docs/laboratory.md',
};

/** What is felt of lost nodes by those whose service goes on: connections still go to lost pods until they count as lost. */
export function feltOf(group: PodGroup, ground: Ground): Felt | null {
  const most = ground.losses.mostLost(group, ground.lost) ?? group.replicas;
  if (most === 0) return null;
  return group.role === 'control-loop' ? pauseOf(group) : shareFails(group, most, detectionOf(ground).terms);
}

/** What is felt of the end of one pod of several. */
export function feltOfEnd(group: PodGroup): Felt | null {
  return group.role === 'control-loop' ? pauseOf(group) : shareFails(group, 1, [END_IS_TOLD]);
}

/** What is felt of one pod of several that answers no more, and does not end. */
export function feltOfHang(group: PodGroup): Felt | null {
  return shareFails(group, 1, [untilProbed(group, 'readinessProbe', 'its readiness probe has failed often enough')]);
}

/** From the moment when a container answers no more to what its probe leads to; for ever where it has none. */
export function untilProbed({ workload }: PodGroup, field: 'readinessProbe' | 'livenessProbe', name: string): Term {
  const probes = (workload?.pod.containers ?? []).map(({ value }) => value[field]).filter(isObject);
  if (probes.length === 0)
    return { name: 'somebody ends the pod', minSeconds: 0, maxSeconds: null, source: `it has no ${field}` };
  const most = probes.map((probe) => {
    const of = (key: string, standard: number) => integer(at(probe, key)) ?? standard;
    return of('periodSeconds', 10) * of('failureThreshold', 3) + of('timeoutSeconds', 1);
  });
  return {
    name,
    minSeconds: 0,
    maxSeconds: Math.max(...most),
    source: `${field}: periodSeconds × failureThreshold + timeoutSeconds, Kubernetes 1.36`,
  };
}

function shareFails({ replicas, role }: PodGroup, lost: number, terms: readonly Term[]): Felt | null {
  if (role !== 'server') return null;
  return {
    what: `up to ${lost} of ${replicas} new connections fail`,
    share: lost / replicas,
    duration: inSequence(terms),
  };
}

function pauseOf({ object }: PodGroup): Felt {
  return { what: 'its work pauses if the leader was lost', share: null, duration: leaderChange(object.name) };
}
