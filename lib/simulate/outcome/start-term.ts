import { at, integer, isObject } from '../../model/json';
import type { Term } from '../timing/duration';
import type { PodGroup } from '../world/pod-groups';

/**
 * From scheduled to ready. No manifest tells how long an image is pulled and a program starts: `startSeconds` at most,
 * or as long as the startup probe lets it, where that is longer; then the readiness probe has to succeed.
 */
export function startTerm({ workload }: PodGroup, startSeconds: number): Term {
  const containers = (workload?.pod.containers ?? []).filter(({ kind }) => kind !== 'init');
  const ready = Math.max(0, ...containers.map(({ value }) => firstSuccess(value['readinessProbe'])));
  const least = Math.max(0, ...containers.map(({ value }) => delayOf(value['readinessProbe'])));
  const startup = Math.max(0, ...containers.map(({ value }) => patienceOf(value['startupProbe'])));
  return {
    name: 'image, start and readiness',
    minSeconds: least,
    maxSeconds: Math.max(startSeconds, startup) + ready,
    source:
      startup > startSeconds
        ? `its startup probe waits up to ${startup} s; readiness within ${ready} s more`
        : `assumed: image and program within ${startSeconds} s; readiness within ${ready} s more`,
  };
}

/** Defaults: initialDelaySeconds 0, periodSeconds 10, successThreshold 1, failureThreshold 3 (kubernetes.io, probes). */
function delayOf(probe: unknown): number {
  return integer(at(probe, 'initialDelaySeconds')) ?? 0;
}

function firstSuccess(probe: unknown): number {
  if (!isObject(probe)) return 0;
  return delayOf(probe) + (integer(probe['periodSeconds']) ?? 10) * (integer(probe['successThreshold']) ?? 1);
}

function patienceOf(probe: unknown): number {
  if (!isObject(probe)) return 0;
  return delayOf(probe) + (integer(probe['periodSeconds']) ?? 10) * (integer(probe['failureThreshold']) ?? 3);
}
