import type { FieldPath, SourcedObject } from '../model/source';
import type { ObjectReference, Requirement, Severity, Topic } from './audit-result';

/** A change of a field: its new value, with the mappings above it made where they lack; or its removal. */
export type Edit = { readonly set: FieldPath; readonly value: unknown } | { readonly remove: FieldPath };

/** How a rule mends a fault; becomes a `Patch` against the object as it is written. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** @default none */
  readonly create?: readonly object[];
}

/** What a rule reports, before anybody looks up its place or asks whether it is waived. */
export interface FindingDraft {
  readonly rule: string;
  readonly topic: Topic;
  readonly severity: Severity;
  /** The object to change, as it was read. */
  readonly object: SourcedObject;
  /** From the object to the field; what is not written there is marked at the nearest thing above it. */
  readonly field: FieldPath;
  readonly message: string;
  readonly remedy: string;
  readonly fix?: Fix;
  /** @default none */
  readonly related?: readonly ObjectReference[];
}

/** A line of the plan, before places are looked up. */
export interface RequirementDraft extends Omit<Requirement, 'evidence' | 'findings'> {
  /** A field that proves it, or an object as a whole. */
  readonly evidence: readonly { readonly object: SourcedObject; readonly field?: FieldPath }[];
  readonly findings: readonly FindingDraft[];
}

/** What the rules say about a model; `finishAudit` makes an `AuditResult` of it. */
export interface Judgement {
  readonly assumptions: readonly string[];
  readonly findings: readonly FindingDraft[];
  /** Each workload that serves somebody: whether it survives follows from the findings that name it. */
  readonly services: readonly ObjectReference[];
  readonly requirements: readonly RequirementDraft[];
}
