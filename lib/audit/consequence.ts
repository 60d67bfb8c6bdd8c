import type { ClusterModel } from '../model/cluster-model';
import { describe, type KubeObject } from '../model/kube-object';
import type { ServiceReference } from '../model/references';
import type { Service } from '../model/service';
import { unreachableToleration } from '../model/unreachable-toleration';
import type { Workload } from '../model/workload';

/** What it means to others that none of a workload's pods is there. */
export interface Consequence {
  readonly severity: 'outage' | 'degrades';
  /** A sentence. */
  readonly text: string;
  /** Services, Ingresses, webhooks … that suffer with it. */
  readonly related: readonly KubeObject[];
}

export function consequenceOf(workload: Workload, model: ClusterModel): Consequence {
  const services = model.servicesOf(workload);
  const references = dependents(services, model, workload.object);
  const related = [...new Set([...services.map(({ object }) => object), ...references.map(({ from }) => from)])];
  switch (model.role(workload)) {
    case 'server':
      return {
        severity: 'outage',
        text: whatStops(
          services.map(({ object }) => object),
          references,
          model.program(workload)?.role === 'ingress-controller',
        ),
        related: [...new Set([...related, ...ingressesOf(workload, model)])],
      };
    case 'control-loop':
      return {
        severity: 'degrades',
        text: 'What runs goes on, but nothing that it looks after is changed, repaired or renewed meanwhile.',
        related,
      };
    case 'worker':
    case 'job':
      return {
        severity: 'degrades',
        text: 'Nothing among the files asks it for an answer: its work waits. (What does may be in other files: give them too.)',
        related,
      };
  }
}

/** Who needs the Services, and who needs those that do, and so on. */
function dependents(services: readonly Service[], model: ClusterModel, own: KubeObject): readonly ServiceReference[] {
  const seen = new Set<KubeObject>([own]);
  const found: ServiceReference[] = [];
  const queue = [...services];
  for (let service = queue.pop(); service !== undefined; service = queue.pop()) {
    for (const reference of model.referencesTo(service)) {
      // An object may need a Service in several ways, each with consequences of its own.
      if (reference.how !== 'client') found.push(reference);
      else if (!seen.has(reference.from)) {
        seen.add(reference.from);
        found.push(reference);
        const client = model.workloadOf(reference.from);
        if (client !== undefined) queue.push(...model.servicesOf(client));
      }
    }
  }
  return found;
}

/** The Ingresses of the only controller; with several, their classes would have to be followed. */
function ingressesOf(workload: Workload, model: ClusterModel): readonly KubeObject[] {
  const isController = (w: Workload) => w.kind !== 'job' && model.program(w)?.role === 'ingress-controller';
  if (!isController(workload)) return [];
  const isOnly = model.shared('ingress controllers', () => model.workloads.filter(isController).length === 1);
  return isOnly ? model.ofType('Ingress') : [];
}

function whatStops(
  services: readonly KubeObject[],
  references: readonly ServiceReference[],
  isEntrance: boolean,
): string {
  const of = (how: ServiceReference['how']) => [
    ...new Set(references.filter((r) => r.how === how && !r.optional).map(({ from }) => describe(from))),
  ];
  const [webhooks, apis, conversions] = [of('webhook'), of('api'), of('conversion')];
  const images = of('image');
  const routes = [...of('ingress'), ...of('route')];
  const sentences = [
    ...(isEntrance ? ['Requests from outside that pass through it fail.'] : []),
    ...(webhooks.length > 0
      ? [
          `The API server refuses every request that ${list(webhooks)} ${webhooks.length > 1 ? 'have' : 'has'} to approve.`,
        ]
      : []),
    ...(apis.length > 0 ? [`The API of ${list(apis)} is not there, and namespaces cannot be deleted.`] : []),
    ...(conversions.length > 0 ? [`Objects of ${list(conversions)} cannot be read or written.`] : []),
    ...(routes.length > 0 ? [`Requests through ${list(routes)} fail.`] : []),
    ...(images.length > 0 ? [`Pods of ${list(images)} cannot start on another node, as their images are there.`] : []),
  ];
  const clients = of('client');
  const asking = clients.length > 0 ? [`${list(clients)} ${clients.length > 1 ? 'ask' : 'asks'} it.`] : [];
  if (sentences.length > 0) return [...sentences, ...asking].join(' ');
  return [ownText(services), ...asking].join(' ');
}

function ownText(services: readonly KubeObject[]): string {
  return services.length > 0 ? `Requests to ${list(services.map(describe))} fail.` : 'Requests to its ports fail.';
}

/** `a, b and c`; from the fourth on only how many there are. */
export function list(names: readonly string[]): string {
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}

/** Detection of a dead node by the node lifecycle controller: --node-monitor-grace-period, Kubernetes 1.32 and later. */
export const DETECTION_SECONDS = 50;

/**
 * How long a pod stays bound to a dead node: until the node is found dead and the pod's toleration is over; undefined
 * when it stays for ever.
 */
export function secondsUntilReplaced({ pod }: Workload): number | undefined {
  const seconds = unreachableToleration(pod.scheduling);
  return seconds === null ? undefined : DETECTION_SECONDS + seconds;
}

/** A pod that was told to give a dead node up this soon is meant to move. */
const SOON_SECONDS = DETECTION_SECONDS + 60;

/**
 * Whether a single pod is set up to move by itself when its node dies: a Deployment that stops the old pod first
 * (Recreate), gives dead nodes up soon, and keeps its data where other nodes can attach it. An app that cannot run
 * twice can do no more; its outage has an end.
 */
export function movesByItself(workload: Workload, model: ClusterModel): boolean {
  const claims = model.claims(workload);
  const seconds = secondsUntilReplaced(workload);
  return (
    workload.object.type === 'Deployment' &&
    model.rollout(workload)?.kind === 'recreate' &&
    seconds !== undefined &&
    seconds <= SOON_SECONDS &&
    claims.length > 0 &&
    claims.every(({ place: { provisioner, copies } }) => {
      if (provisioner === undefined) return false;
      return provisioner.keeps === 'region' || (provisioner.keeps === 'replicated' && (copies ?? 2) > 1);
    })
  );
}

/** `50 s for the node to be found dead, 300 s until its pods are given up, and the start of the new one` in words. */
export function howLong(workload: Workload): string {
  const { object } = workload;
  const seconds = secondsUntilReplaced(workload);
  if (seconds === undefined) return 'It is never replaced: it tolerates dead nodes without end.';
  if (object.type === 'StatefulSet')
    return 'A StatefulSet does not replace it: that could run it twice, so it waits until the node or the pod is deleted.';
  return `A new one is made after ${seconds} s (${DETECTION_SECONDS} s until the node is found dead, then ${seconds - DETECTION_SECONDS} s of toleration) and has to start.`;
}
