import type { ClusterSettings } from '../harness/cluster/settings';

/** What the laboratory returns: plain data, which a prediction can be held against. Times are milliseconds. */

/** Every observer sends one of each, again and again. The first three are sent on a new TLS connection each. */
export const requestKinds = ['write', 'quorum-read', 'cached-read', 'kept-read'] as const;

/**
 * - write: a patch of the observer's own ConfigMap
 * - quorum-read: a read that etcd's majority has to confirm
 * - cached-read: a read that an API server may answer from its memory
 * - kept-read: a quorum read on a connection that is kept as long as it lasts
 */
export type RequestKind = (typeof requestKinds)[number];

/** One request and what became of it; times are of the computer's monotonic clock. */
export interface Sample {
  readonly request: RequestKind;
  readonly sent: number;
  readonly done: number;
  /** 'ok', an HTTP status such as '500', an error's code such as 'ECONNRESET', or 'timeout'. */
  readonly outcome: string;
  /** Of a cached read: when the newest write that it shows was sent. */
  readonly newest?: number;
}

/** What is done to a cluster. */
export type Intervention =
  | { readonly action: 'crash' | 'power-off' | 'cut' | 'start' | 'heal'; readonly hosts: readonly string[] }
  | { readonly action: 'split'; readonly sets: readonly (readonly string[])[] }
  | { readonly action: 'cut-between'; readonly hosts: readonly [string, string] }
  | { readonly action: 'kill' | 'terminate'; readonly host: string; readonly program: string }
  | { readonly action: 'drain'; readonly node: string }
  | { readonly action: 'taint'; readonly node: string; readonly taint: string };

/** What happened, each when it was first seen by anyone. */
export type ClusterEvent =
  | { readonly type: 'intervention'; readonly intervention: Intervention }
  | { readonly type: 'program-started' | 'program-ended'; readonly host: string; readonly program: string }
  | { readonly type: 'etcd-leader'; readonly leader: string; readonly term: number; readonly knownTo: string }
  | { readonly type: 'lease-taken'; readonly lease: string; readonly by: string }
  | { readonly type: 'lease-released'; readonly lease: string }
  | { readonly type: 'server-up' | 'server-down'; readonly server: string; readonly forHost: string }
  | { readonly type: 'node-ready' | 'node-not-ready'; readonly node: string }
  | { readonly type: 'node-tainted' | 'node-untainted'; readonly node: string; readonly taint: string }
  | {
      readonly type: 'pod-created' | 'pod-bound' | 'pod-running' | 'pod-not-ready' | 'pod-terminating' | 'pod-deleted';
      readonly pod: string;
      readonly workload: string;
      /** @default undefined before it is bound */
      readonly node?: string;
    };

/** An event and its time since the first intervention. */
export type TimedEvent = ClusterEvent & { readonly at: number };

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How one kind of request fared for one observer, since the first intervention. */
export interface Availability {
  readonly observer: string;
  readonly request: RequestKind;
  readonly sent: number;
  /** Outcome → how many; successes are left out. */
  readonly failures: Readonly<Record<string, number>>;
  /** Between two successes that lie further apart than {@link GAP_MS}; an open end is the end of observation. */
  readonly gaps: readonly Span[];
  /** The longest of all times between two successes, also a short one. */
  readonly longestGap: number;
  readonly slowestSuccess: number;
  /** When the last request was sent that failed or took longer than {@link SLOW_MS}; 0: none. */
  readonly cleanAfter: number;
  /** Of cached reads: the longest time that an answer lagged behind what somebody's acknowledged write had made. */
  readonly stalest?: number;
  /** Of cached reads: when the last answer came that lagged by more than {@link GAP_MS}. */
  readonly staleUntil?: number;
}

/** Three requests missing in a row; less is the noise of a busy computer. */
export const GAP_MS = 400;
export const SLOW_MS = 1000;

/** One run of one experiment. */
export interface Trial {
  readonly experiment: string;
  /** What decided its times. */
  readonly settings: ClusterSettings;
  /** Who was what before the first intervention. */
  readonly before: {
    readonly servers: readonly string[];
    readonly nodes: readonly string[];
    readonly etcdLeader: string;
    readonly leaseHolders: Readonly<Record<string, string>>;
  };
  /** Observers that the intervention leaves on the side of the majority, or reaching it; the others are on none. */
  readonly majority: readonly string[];
  readonly events: readonly TimedEvent[];
  readonly availability: readonly Availability[];
  /** How long was observed after the first intervention. */
  readonly observed: number;
}
