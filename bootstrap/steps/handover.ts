import type { Step } from '../step';
import code from './handover.sh';

/** Gives the cluster the Secrets that came with this node; see cluster-secrets.ts. */
export const handover: Step = { name: 'handover', code, files: [] };
