import { allocatableOf } from '../model/kubernetes/resources';
import type { KubeObject } from '../model/kube-object';
import { RELEASE_TYPES } from '../model/releases';
import type { SchedulerPodSpec } from './scheduler/cluster';
import { priorityOf } from './placement/complete-pod';
import { describeGroup } from './world/pod-groups';
import type { World } from './world/world';

/** What nobody said, and was taken to be so. */
export function assumptionsOf(world: World): readonly string[] {
  const { model, settings, zones, controlPlane, running } = world;
  const { nodes } = model;
  const known = new Set(model.workloads.flatMap(({ madeBy }) => (madeBy ? [madeBy.object] : [])));
  const releases = RELEASE_TYPES.flatMap((type) => model.ofType(type));
  const named = (objects: readonly KubeObject[]) =>
    objects.map(({ namespace, name }) => `${namespace}/${name}`).join(', ');
  const unknown = releases.filter((release) => !known.has(release));
  const silent = nodes.all.filter((node) => allocatableOf(node) === undefined).length;
  return [
    ...(nodes.known
      ? []
      : ['Nobody says which nodes there are: at least three that take pods are assumed, and any one of them fails.']),
    ...(nodes.known && zones.size === 0 ? ['No node has a zone: that of a zone is not tried.'] : []),
    ...(nodes.known && silent > 0
      ? [`${silent} of ${nodes.all.length} nodes do not say what they have: they have room for every pod.`]
      : []),
    ...(controlPlane.kind === 'unknown' ? ['Nobody says which nodes are servers: the API is not judged.'] : []),
    ...(unknown.length > 0
      ? [`What these releases run is not simulated, for their charts are not rendered: ${named(unknown)}.`]
      : []),
    ...(known.size > 0
      ? [
          `Of what these make only their controllers are simulated, without what their templates say beyond replicas: ${named([...known])}.`,
        ]
      : []),
    ...(running.size > 0 ? ['Pods that run are taken as they are; others may be anywhere that is legal.'] : []),
    `An image is pulled and its program started within ${settings.startSeconds} s (--start-seconds), or as long as its startup probe waits.`,
    `Pods without a toleration of their own leave a dead node after ${settings.defaultTolerationSeconds} s.`,
    ...preemption(world),
    ...(controlPlane.kind === 'etcd' && controlPlane.members.size > 2
      ? [`etcd elects at the first vote: each that is split takes up to ${2 * settings.electionSeconds} s more.`]
      : []),
  ];
}

/**
 * Preemption is not simulated. Where pods have different priorities and nodes have an end, those of lower priority may
 * be evicted for others when room is short after a failure.
 */
function preemption({ model, groups }: World): readonly string[] {
  const classes = model.ofType('PriorityClass').map(({ manifest }) => manifest);
  const priorities = groups.map((group) => ({
    group,
    priority: priorityOf((group.workload?.pod.value ?? {}) as SchedulerPodSpec, classes),
  }));
  const highest = Math.max(...priorities.map(({ priority }) => priority));
  const lower = priorities.filter(({ priority }) => priority < highest).map(({ group }) => describeGroup(group));
  const bounded = model.nodes.known && model.nodes.all.some((node) => allocatableOf(node) !== undefined);
  if (lower.length === 0 || !bounded) return [];
  const shown = lower.slice(0, MOST_NAMED).join(', ');
  const more = lower.length > MOST_NAMED ? ` and ${lower.length - MOST_NAMED} more` : '';
  return [
    `Nobody evicts pods for others of higher priority; where room is short after a failure, it may happen to ${shown}${more}.`,
  ];
}

const MOST_NAMED = 5;
