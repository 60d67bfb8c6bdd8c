import type { ClusterModel } from '../model/cluster-model';
import type { KubeObject } from '../model/kube-object';
import type { FieldPath } from '../model/source';
import type { Severity } from './audit-result';
import type { Fix } from './finding-draft';
import type { RuleText } from './rule-text';

/** One fault of one object, as a rule finds it. */
export interface Fault {
  readonly severity: Severity;
  /** The object to change. */
  readonly object: KubeObject;
  /** From the object to the field to change. */
  readonly field: FieldPath;
  /** What can happen, and why: which failure, which replicas, which placement. Sentences. */
  readonly message: string;
  /** @default the remedy of the rule */
  readonly remedy?: string;
  readonly fix?: Fix;
  /** What suffers with the object. @default none */
  readonly related?: readonly KubeObject[];
}

/**
 * A rule asks the model about a property of the cluster ("can the loss of one node take every replica?"), never about
 * how a manifest is written. Its id is the name of its file and names the fault.
 */
export interface Rule extends RuleText {
  /** The faults of everything in the model, in any order. */
  readonly check: (model: ClusterModel) => readonly Fault[];
}

export function defineRule(rule: Rule): Rule {
  return rule;
}
