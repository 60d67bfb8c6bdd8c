import type { NodePlan } from './node-plan';
import { type NodeSecrets, secretFiles } from './node-secrets';
import { renderProgram } from './render-program';

/** One bash script for a host that runs already; it carries the secrets, so the file is for root only. */
export function renderScript(plan: NodePlan, secrets: NodeSecrets): string {
  return renderProgram(plan, { secrets: secretFiles(secrets) });
}
