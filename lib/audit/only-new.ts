import { push } from '../model/pod-index';
import type { AuditResult, Finding } from './audit-result';
import { isKnown } from './baseline';
import { summarize } from './finish-audit';
import { keyOf } from './object-key';
import { rank } from './rank';

/**
 * Ways in which the loss of one node takes all pods of a workload, the worst first. A milder one in place of another is
 * no new fault: who goes from one replica to three that may share a node is not worse off.
 */
const NODE_LOSS: readonly string[] = [
  'bare-pod',
  'single-replica',
  'autoscaler-leaves-one',
  'replicas-share-claim',
  'pinned-to-one-node',
  'replicas-share-node',
];

/**
 * What a change adds: findings that were not there before, or have become worse. Services and the plan are left out:
 * they tell of a state, not of a change.
 */
export function onlyNew(result: AuditResult, before: AuditResult): AuditResult {
  const known = new Map(before.findings.map((f) => [f.fingerprint, f.severity]));
  const losses = lossesOf(before.findings);
  const wasThere = (finding: Finding) => isKnown(finding, known) || isMilder(finding, losses);
  const findings = result.findings.filter((finding) => !wasThere(finding));
  const leftOut = result.findings.filter((finding) => finding.waiver === null && wasThere(finding)).length;
  return { ...result, findings, leftOut, summary: summarize(findings), services: [], requirements: [] };
}

/** The losses of each object. */
function lossesOf(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const found = new Map<string, Finding[]>();
  for (const finding of findings) if (NODE_LOSS.includes(finding.rule)) push(found, keyOf(finding.object), finding);
  return found;
}

function isMilder({ rule, object, severity }: Finding, losses: ReadonlyMap<string, readonly Finding[]>): boolean {
  const place = NODE_LOSS.indexOf(rule);
  return (losses.get(keyOf(object)) ?? []).some(
    (before) => NODE_LOSS.indexOf(before.rule) <= place && rank(before.severity) <= rank(severity),
  );
}
