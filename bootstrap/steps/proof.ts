import type { Step } from '../step';
import code from './proof.sh';

export const proof: Step = { name: 'proof', code, files: [] };
