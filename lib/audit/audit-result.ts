import type { ObjectReference } from '../model/object-reference';
import type { Location } from '../model/source';

export type { ObjectReference } from '../model/object-reference';

/** Severities, the worst first; see `Severity`. */
export const SEVERITIES = ['outage', 'degrades', 'inconclusive', 'advisory'] as const;

/**
 * What a fault leads to.
 *
 * - `outage`: one failure stops a service.
 * - `degrades`: a control loop stands still until it comes back by itself.
 * - `inconclusive`: it cannot be told from what was given. Never a pass.
 * - `advisory`: everything else.
 */
export type Severity = (typeof SEVERITIES)[number];

export const TOPICS = [
  'replicas',
  'spread',
  'placement',
  'pdb',
  'strategy',
  'probe',
  'hpa',
  'storage',
  'statefulset',
  'traffic',
  'controlplane',
  'webhook',
  'app',
  'delivery',
] as const;

/** What a rule is about. */
export type Topic = (typeof TOPICS)[number];

/** One step of RFC 6902 (JSON Patch). */
export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/** A change that mends a fault, for a program to apply. */
export interface Patch {
  /** What it does, in words: `whenUnsatisfiable: DoNotSchedule`. */
  readonly title: string;
  /** On the object of the finding, in this order. */
  readonly operations: readonly PatchOperation[];
  /** Objects to put beside it, such as a PodDisruptionBudget. */
  readonly create: readonly object[];
}

/** Somebody accepts a finding. */
export interface Waiver {
  readonly reason: string;
  /** Last day on which it counts, `YYYY-MM-DD`; null is for ever. */
  readonly until: string | null;
}

/** One fault of one object. */
export interface Finding {
  /** Id of the rule, for `zero-spof explain RULE`. */
  readonly rule: string;
  readonly topic: Topic;
  readonly severity: Severity;
  /** The object to change. */
  readonly object: ObjectReference;
  /** The field to change, or the nearest thing above it that is written; null for what stands in no file. */
  readonly location: Location | null;
  /** What can happen, and why: which failure, which replicas, which placement. Sentences. */
  readonly message: string;
  /** What to do. Sentences, or YAML to paste. */
  readonly remedy: string;
  readonly fix: Patch | null;
  /** What suffers with the object: Services, Ingresses, webhooks. */
  readonly related: readonly ObjectReference[];
  readonly waiver: Waiver | null;
  /** The same for the same fault when lines move, files are renamed or other objects change: hexadecimal. */
  readonly fingerprint: string;
}

/** A line of the zero-SPOF plan. */
export interface Requirement {
  /** Number in the plan, such as `1.1`. */
  readonly id: string;
  readonly text: string;
  readonly status: 'holds' | 'fails' | 'unknown' | 'notApplicable';
  /** What anyone can look up; never empty where it holds. */
  readonly evidence: readonly (ObjectReference | Location)[];
  /** Why it fails or is unknown: indexes of `findings`. */
  readonly findings: readonly number[];
}

/** What a service comes to in the worst placement that Kubernetes allows, when one thing fails. */
export interface ServiceVerdict {
  readonly object: ObjectReference;
  readonly verdict: 'outage' | 'degrades' | 'inconclusive' | 'survives';
  /** Whether somebody accepts all that leads to it. A waiver changes nothing about what a failure does. */
  readonly waived: boolean;
}

/** What an audit found out: plain data, the same for the same input. */
export interface AuditResult {
  readonly inputs: { readonly files: number; readonly documents: number; readonly objects: number };
  /** What was taken for granted because nobody said otherwise. Sentences. */
  readonly assumptions: readonly string[];
  /** Waived ones do not count in their severity. */
  readonly summary: Readonly<Record<Severity | 'waived', number>>;
  /** How many findings were there before a change, and are left out; absent where no change is judged. */
  readonly leftOut?: number;
  /** The worst first, then by place; waived ones last. */
  readonly findings: readonly Finding[];
  /** Each workload that serves somebody. */
  readonly services: readonly ServiceVerdict[];
  /** Empty without a cluster file: only one's own cluster has a plan. */
  readonly requirements: readonly Requirement[];
}
