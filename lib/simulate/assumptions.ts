import { allocatableOf } from '../model/kubernetes/resources';
import type { KubeObject } from '../model/kube-object';
import { RELEASE_TYPES } from '../model/releases';
import type { Workbench } from './judge/workbench';
import { NOBODY_EVICTED } from './placement/placement-result';
import type { Evictions } from './preemption/evictions';
import { describeGroup } from './world/pod-groups';
import type { World } from './world/world';

/** What nobody said, and was taken to be so. */
export function assumptionsOf({ world, evictions }: Workbench): readonly string[] {
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
    ...(controlPlane.kind === 'external' ? outside(controlPlane.members, world) : []),
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
    ...crowded(world, evictions),
    ...(isBounded(world) && areRanked(world) ? [NOBODY_EVICTED] : []),
    ...(controlPlane.kind === 'etcd' && controlPlane.members.size > 2
      ? [`etcd elects at the first vote: each that is split takes up to ${2 * settings.electionSeconds} s more.`]
      : []),
  ];
}

function outside(members: ReadonlySet<string>, { model }: World): readonly string[] {
  const names = new Set(model.nodes.all.map(({ metadata }) => metadata.name));
  const elsewhere = [...members].filter((name) => !names.has(name));
  return elsewhere.length === 0
    ? []
    : [`These members of etcd are on no node, do not fail, and are reached by all: ${elsewhere.join(', ')}.`];
}

function isBounded({ offers }: World): boolean {
  return [...offers.values()].some(Boolean);
}

function areRanked({ occupants }: World): boolean {
  return new Set(occupants.map(({ priority }) => priority)).size > 1;
}

/** A failure strikes a cluster in which all pods run that its rules let run: where room is short, that need not be so. */
function crowded({ groups, model }: World, evictions: Evictions): readonly string[] {
  const cramped = model.nodes.known ? groups.filter((group) => !evictions.certainlyPlaced(group)) : [];
  if (cramped.length === 0) return [];
  const shown = cramped.slice(0, MOST_NAMED).map(describeGroup).join(', ');
  const more = cramped.length > MOST_NAMED ? ` and ${cramped.length - MOST_NAMED} more` : '';
  return [`All pods have found room before the failure; others could have taken that of ${shown}${more}.`];
}

const MOST_NAMED = 5;
