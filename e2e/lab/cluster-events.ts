import { hostOf } from '../harness/cluster/steady-state';
import type { ClusterEvent } from './time-line';

/** What is used of the objects that are watched. */
export interface WatchedObject {
  readonly kind: 'Lease' | 'Node' | 'Pod';
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: {
    readonly holderIdentity?: string;
    readonly taints?: readonly { readonly key: string; readonly effect: string }[];
    readonly nodeName?: string;
  };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** What happened between two states of one object; undefined is before it was made, or after it was deleted. */
export function eventsBetween(before: WatchedObject | undefined, after: WatchedObject | undefined): ClusterEvent[] {
  switch ((after ?? before)?.kind) {
    case 'Lease':
      return leaseEvents(before, after);
    case 'Node':
      return after ? nodeEvents(before, after) : [];
    case 'Pod':
      return podEvents(before, after);
    case undefined:
      return [];
  }
}

function leaseEvents(before: WatchedObject | undefined, after: WatchedObject | undefined): ClusterEvent[] {
  const [from = '', to = ''] = [before?.spec.holderIdentity, after?.spec.holderIdentity];
  const lease = (after ?? before)?.metadata.name ?? '';
  if (from === to) return [];
  return to === '' ? [{ type: 'lease-released', lease }] : [{ type: 'lease-taken', lease, by: hostOf(to) }];
}

function nodeEvents(before: WatchedObject | undefined, after: WatchedObject): ClusterEvent[] {
  const node = after.metadata.name;
  const events: ClusterEvent[] = [];
  const [was, is] = [isReady(before), isReady(after)];
  if (was !== is) events.push({ type: is ? 'node-ready' : 'node-not-ready', node });
  const [had, has] = [taintsOf(before), taintsOf(after)];
  for (const taint of has) if (!had.includes(taint)) events.push({ type: 'node-tainted', node, taint });
  for (const taint of had) if (!has.includes(taint)) events.push({ type: 'node-untainted', node, taint });
  return events;
}

function podEvents(before: WatchedObject | undefined, after: WatchedObject | undefined): ClusterEvent[] {
  const { metadata, spec } = after ?? before ?? { metadata: undefined, spec: undefined };
  const pod = {
    pod: metadata?.name ?? '',
    workload: metadata?.labels?.['app'] ?? '',
    ...(spec?.nodeName === undefined ? {} : { node: spec.nodeName }),
  };
  if (!after) return [{ type: 'pod-deleted', ...pod }];
  const events: ClusterEvent[] = [];
  if (!before) events.push({ type: 'pod-created', ...pod });
  if (after.spec.nodeName !== undefined && before?.spec.nodeName === undefined)
    events.push({ type: 'pod-bound', ...pod });
  const [was, is] = [isReady(before), isReady(after)];
  if (was !== is) events.push({ type: is ? 'pod-running' : 'pod-not-ready', ...pod });
  if (after.metadata.deletionTimestamp !== undefined && before?.metadata.deletionTimestamp === undefined)
    events.push({ type: 'pod-terminating', ...pod });
  return events;
}

function isReady(object: WatchedObject | undefined): boolean {
  return object?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

function taintsOf(object: WatchedObject | undefined): readonly string[] {
  return (object?.spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`);
}
