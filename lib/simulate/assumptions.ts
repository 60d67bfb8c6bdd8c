import { allocatableOf } from '../model/kubernetes/resources';
import type { World } from './world/world';

/** What nobody said, and was taken to be so. */
export function assumptionsOf({ model, settings, zones, controlPlane, running }: World): readonly string[] {
  const { nodes } = model;
  const charts = model
    .ofType('HelmRelease.helm.toolkit.fluxcd.io')
    .map(({ namespace, name }) => `${namespace}/${name}`);
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
    ...(charts.length > 0
      ? [`What these HelmReleases run is not simulated, for they are not rendered: ${charts.join(', ')}.`]
      : []),
    ...(running.size > 0 ? ['Pods that run are taken as they are; others may be anywhere that is legal.'] : []),
    `An image is pulled and its program started within ${settings.startSeconds} s (--start-seconds), or as long as its startup probe waits.`,
    `Pods without a toleration of their own leave a dead node after ${settings.defaultTolerationSeconds} s.`,
    'Nobody evicts pods for others that have a higher priority.',
    ...(controlPlane.kind === 'etcd' && controlPlane.members.size > 2
      ? [`etcd elects at the first vote: each that is split takes up to ${2 * settings.electionSeconds} s more.`]
      : []),
  ];
}
