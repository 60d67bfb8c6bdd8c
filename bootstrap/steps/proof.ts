import { isVoter, type NodePlan } from '../node-plan';
import type { Step } from '../step';
import code from './proof.sh';
import ofVote from './proof-of-vote.sh';

export function proof(plan: NodePlan): Step {
  return { name: 'proof', code: code + (isVoter(plan) ? ofVote : ''), files: [] };
}
