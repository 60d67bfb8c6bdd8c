import { hostPortsOf } from '../../model/kubernetes/host-ports';
import { unreachableToleration } from '../../model/unreachable-toleration';
import { requestsWithPod } from '../capacity/room-after-loss';
import { keep } from '../keep';
import { LONGHORN, type Volume } from '../storage/volumes';
import { volumeOutcome } from '../storage/volume-outcome';
import { type Duration, inSequence, type Term } from '../timing/duration';
import {
  detection,
  leaderChange,
  type NodeLossSettings,
  OUT_OF_SERVICE,
  podReplacement,
  type PodReturn,
} from '../timing/node-loss';
import type { Shortening } from '../simulation-result';
import type { PodGroup } from '../world/pod-groups';
import type { ComingBack, Ground } from './ground';
import { evictedAgain } from './evicted';
import { graceSeconds } from './move-terms';
import { startTerm } from './start-term';
import { waitForNode } from './wait-for-node';

/** With what to do where somebody has to. */
export interface Recovery extends ComingBack {
  readonly act: string | null;
}

/** Toleration and policies that the project gives its own apps. */
const SHORT_TOLERATION = 30;

/** From the loss of nodes to enough pods on others. */
export function recoveryOf(group: PodGroup, ground: Ground): Recovery {
  const { world, losses, evictions, lost, recoveries } = ground;
  const hasVolumes = (world.volumes.get(group) ?? []).length > 0;
  // The same for all groups that are alike in what it is made of, of which there are many.
  const key = `${evictions.threatTo(group, lost).times} ${keep(losses.kinds, group, () => kindOf(group, ground))}`;
  const back = hasVolumes ? comingBack(group, ground) : keep(recoveries, key, () => comingBack(group, ground));
  return { ...back, act: actFor(back.blocked, group, ground) };
}

/** All that the return of pods without volumes depends on, whatever fails. */
function kindOf(group: PodGroup, { losses, world: { settings } }: Ground): string {
  const { workload, pods, role, replicas, need, priority, preempts } = group;
  return JSON.stringify([
    ...[workload?.object.type, workload?.kind, role, replicas === 1, need, priority, preempts],
    ...[losses.numberOf(group), group.asksForUnknownNodes, requestsWithPod(pods.spec), hostPortsOf(pods.spec).length],
    ...[unreachableToleration(pods.spec, settings.defaultTolerationSeconds), graceSeconds(group)],
    startTerm(group, settings.startSeconds),
  ]);
}

function comingBack(group: PodGroup, ground: Ground): ComingBack {
  const { world } = ground;
  const start = startTerm(group, world.settings.startSeconds);
  const toleration = unreachableToleration(group.pods.spec, world.settings.defaultTolerationSeconds);
  const volume = movingVolume(group, ground);
  const pod: PodReturn = {
    controller: group.workload?.object.type === 'StatefulSet' ? 'StatefulSet' : 'Deployment',
    start,
    ...(volume ? { volume: { nodeDownPolicy: policyFor(group, volume, ground) } } : {}),
  };
  const settings = {
    graceSeconds: world.settings.graceSeconds,
    tolerationSeconds: toleration,
    ...(world.model.nodes.known ? { zones: ground.zones } : {}),
  };
  const replacement = podReplacement(pod, settings).terms;
  const crowded = [...waitForNode(group, ground), ...evictedAgain(group, ground)];
  const blocked = [...blockers(group, ground), ...crowded.filter(({ maxSeconds }) => maxSeconds === null)];
  const delays = [...controllersBack(ground), ...crowded.filter(({ maxSeconds }) => maxSeconds !== null)];
  const duration = inSequence([...delays, ...replacement, ...blocked]);
  const waits = [...replacement, ...blocked].filter(({ maxSeconds }) => maxSeconds === null);
  return {
    duration,
    blocked: waits,
    shorter: blocked.length > 0 ? [] : shortenings(group, pod, settings, delays, duration, detectionOf(ground)),
  };
}

/** A lost server may have had the controllers' leases: then the next leader begins to count anew. */
export function controllersBack({ world, lost }: Ground): readonly Term[] {
  if (!world.controlPlane.servers.some((name) => lost.has(name))) return [];
  const { maxSeconds } = leaderChange('kube-controller-manager');
  return [
    {
      name: 'another kube-controller-manager takes over, if the lost server led',
      minSeconds: 0,
      maxSeconds,
      source: 'lease 15 s, tried each 2 s or up to 2.2 times that; measured 16.7 to 17.5 s, docs/laboratory.md',
    },
  ];
}

/** From the loss of nodes to the moment when nobody is sent there any more. */
export function detectionOf(ground: Ground): Duration {
  const { graceSeconds } = ground.world.settings;
  return inSequence([...controllersBack(ground), ...detection({ graceSeconds })]);
}

/** A volume that only one node at a time can have, and that can move. */
function movingVolume(group: PodGroup, { world }: Ground): Volume | undefined {
  return (world.volumes.get(group) ?? []).find(
    ({ exclusive, keeps }) => exclusive && (keeps === 'replicated' || keeps === 'zone'),
  );
}

/** Longhorn deletes pods of Deployments and StatefulSets only; nobody does for other volumes. */
function policyFor(
  { workload }: PodGroup,
  { provisioner }: Volume,
  { world: { longhorn } }: Ground,
): NonNullable<PodReturn['volume']>['nodeDownPolicy'] {
  const type = workload?.object.type;
  const moves =
    provisioner === LONGHORN && (type === 'Deployment' || type === 'StatefulSet') && longhorn.movesPods[type];
  return moves ? 'delete-both-statefulset-and-deployment-pod' : 'do-nothing';
}

function blockers(group: PodGroup, ground: Ground): readonly Term[] {
  const { world, lost, hasQuorum, forGood } = ground;
  const wait = (name: string, source: string): Term => ({ name, minSeconds: 0, maxSeconds: null, source });
  const terms: Term[] = [];
  if (!hasQuorum)
    terms.push(wait('etcd has a majority again', 'nothing is written to the API meanwhile, so nothing is replaced'));
  if (group.workload?.kind === 'pod')
    terms.push(wait('somebody makes the pod anew', 'a pod without a controller is never replaced, Kubernetes 1.36'));
  for (const volume of world.volumes.get(group) ?? []) {
    const { verdict, reason } = volumeOutcome(volume, group, world, { nodes: lost, forGood });
    if (volume.keeps === 'node' && lost.size > 0)
      terms.push(wait('the node with its data is back', `${volume.name}: its data is on one node`));
    else if (verdict === 'outage' || verdict === 'inconclusive')
      terms.push(wait('its data is there again', `${volume.name}: ${reason}`));
  }
  return terms;
}

function actFor(
  waits: readonly Term[],
  { workload, object }: PodGroup,
  { lost, runsOn, world }: Ground,
): string | null {
  const [first] = waits;
  if (!first) return null;
  const [node = 'NODE'] = lost;
  const nodes = [...lost].join(' ');
  if (first.name.startsWith('etcd')) return 'Bring servers back until etcd has a majority.';
  if (first.name.startsWith('somebody makes')) return `Make ${object.kind} ${object.name} anew.`;
  const isHeld = /^the (pod tolerates|node gets)/.test(first.name);
  // Not by deleting the Node: with that of a server k3s takes its member out of etcd.
  if (isHeld && runsOn)
    return `Repair the links, or have the pods there replaced: kubectl delete pods -A --wait=false --field-selector spec.nodeName=${node}${lost.size > 1 ? ', and so for each node that is cut off' : ''}`;
  if (isHeld || first.name.startsWith('somebody says'))
    return `When ${lost.size > 1 ? 'they are' : `${node} is`} off for certain: kubectl taint node ${nodes} node.kubernetes.io/out-of-service=nodeshutdown:NoExecute`;
  if (first.name.includes('data'))
    return `Bring ${world.model.nodes.known ? [...lost].join(', ') : 'the node'} back, or restore a backup.`;
  return `Bring ${[...lost].join(', ')} back, or add a node that ${workload?.object.name ?? object.name} may run on.`;
}

function shortenings(
  { replicas, role }: PodGroup,
  pod: PodReturn,
  settings: NodeLossSettings & { readonly tolerationSeconds: number | null },
  before: readonly Term[],
  { maxSeconds }: Duration,
  detected: Duration,
): readonly Shortening[] {
  const found = detected.maxSeconds ?? 0;
  const then = (one: PodReturn, seconds: number | null) =>
    inSequence([...before, ...podReplacement(one, { ...settings, tolerationSeconds: seconds }).terms]).maxSeconds;
  const { tolerationSeconds } = settings;
  const all: Shortening[] = [];
  if (tolerationSeconds === null || tolerationSeconds > SHORT_TOLERATION)
    all.push({
      change: `tolerationSeconds ${SHORT_TOLERATION} for node.kubernetes.io/unreachable and not-ready`,
      maxSeconds: then(pod, SHORT_TOLERATION),
    });
  if (pod.volume?.nodeDownPolicy === 'do-nothing')
    all.push({
      change: 'nodeDownPodDeletionPolicy delete-both-statefulset-and-deployment-pod (Longhorn)',
      maxSeconds: then(
        { ...pod, volume: { nodeDownPolicy: 'delete-both-statefulset-and-deployment-pod' } },
        tolerationSeconds,
      ),
    });
  if (pod.volume ?? pod.controller === 'StatefulSet')
    all.push({
      change: 'the out-of-service taint as soon as the node is found dead and is off for certain',
      maxSeconds: found + (inSequence([OUT_OF_SERVICE, pod.start]).maxSeconds ?? 0),
    });
  if (replicas === 1 && !pod.volume && pod.controller === 'Deployment' && role === 'server')
    all.push({ change: 'two replicas or more that may not share a node', maxSeconds: 0 });
  return all.filter((one) => one.maxSeconds !== null && (maxSeconds === null || one.maxSeconds < maxSeconds));
}
