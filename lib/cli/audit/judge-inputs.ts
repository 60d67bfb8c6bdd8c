import type { AuditResult } from '../../audit/audit-result';
import type { Baseline } from '../../audit/baseline';
import { finishAudit } from '../../audit/finish-audit';
import type { FindingDraft } from '../../audit/finding-draft';
import { judge } from '../../audit/judge';
import type { Inputs } from '../../io/read-inputs';
import { clusterModel } from '../../model/build-model';
import { locator } from '../../model/locate';
import type { LoadedAudit } from './load-audit';

/** Model, rules, waivers, places: the result of an audit. */
export function judgeInputs(
  inputs: Inputs,
  { options, waivers }: Pick<LoadedAudit, 'options' | 'waivers'>,
  today: string,
  more: { readonly baseline?: Baseline; readonly findings?: readonly FindingDraft[] } = {},
): AuditResult {
  const { files, documents, objects } = inputs;
  const judgement = judge(clusterModel(objects, options));
  return finishAudit(
    { ...judgement, findings: [...judgement.findings, ...(more.findings ?? [])] },
    {
      inputs: { files, documents, objects: objects.length },
      waivers,
      today,
      locate: locator(),
      ...(more.baseline === undefined ? {} : { baseline: more.baseline }),
    },
  );
}
