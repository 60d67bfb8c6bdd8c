import type { ClusterSpec, NodeSpec } from '../../spec/cluster-spec';
import type { ClusterModel } from '../../model/cluster-model';
import type { FieldPath } from '../../model/source';
import type { RequirementDraft } from '../finding-draft';

type Status = RequirementDraft['status'];
export type Evidence = RequirementDraft['evidence'][number];

export interface Answer {
  readonly status: Status;
  readonly evidence: readonly Evidence[];
}

export interface Question {
  readonly model: ClusterModel;
  readonly spec: ClusterSpec;
  /** Evidence in the cluster file. */
  readonly line: (field: FieldPath) => readonly Evidence[];
}

/** A line of the zero-SPOF plan. */
export interface Requirement {
  readonly id: string;
  readonly text: string;
  readonly check: (question: Question) => Answer;
}

export const notApplicable: Answer = { status: 'notApplicable', evidence: [] };

export function verdict(holds: boolean, evidence: readonly Evidence[]): Answer {
  return { status: holds ? 'holds' : 'fails', evidence };
}

/** The worst of several answers. */
export function all(answers: readonly Answer[]): Answer {
  const order: readonly Status[] = ['fails', 'unknown', 'holds', 'notApplicable'];
  const status = order.find((s) => answers.some((answer) => answer.status === s)) ?? 'notApplicable';
  return { status, evidence: answers.flatMap(({ evidence }) => evidence) };
}

/** From the cluster file to a node; to all of them where none is meant. */
export function pathOfNode(spec: ClusterSpec, node: NodeSpec | undefined): FieldPath {
  return node === undefined ? ['nodes'] : ['nodes', spec.nodes.indexOf(node)];
}
