import type { ClusterModel } from '../model/cluster-model';
import { referenceTo } from '../model/object-reference';
import type { Rule } from './define-rule';
import type { FindingDraft, Judgement } from './finding-draft';
import { judgeRequirements } from './requirements';
import { rules as allRules } from './rules';

/** What the rules say about a model. */
export function judge(model: ClusterModel, rules: readonly Rule[] = allRules): Judgement {
  const findings = rules.flatMap((rule) => rule.check(model).map((fault) => toDraft(rule, fault)));
  return {
    assumptions: assumptionsOf(model),
    findings,
    services: model.workloads.filter((w) => model.role(w) === 'server').map(({ object }) => referenceTo(object)),
    requirements: judgeRequirements(model, findings),
  };
}

function toDraft({ id, topic, remedy }: Rule, fault: ReturnType<Rule['check']>[number]): FindingDraft {
  const { severity, object, field, message, fix, related = [] } = fault;
  return {
    rule: id,
    topic,
    severity,
    object,
    field,
    message,
    remedy: fault.remedy ?? remedy,
    ...(fix === undefined ? {} : { fix }),
    related: related.map(referenceTo),
  };
}

function assumptionsOf({ nodes }: ClusterModel): string[] {
  if (!nodes.known)
    return ['Nobody says which nodes there are: at least three that take pods are assumed, in unknown zones.'];
  return nodes.zones.size === 0 ? ['No node has a zone label: the loss of a zone is not judged.'] : [];
}
