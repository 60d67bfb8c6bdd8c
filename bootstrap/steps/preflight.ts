import type { Step } from '../step';
import code from './preflight.sh';
import existing from './preflight-existing.sh';

/**
 * Ports that k3s and the local proxy listen on.
 *
 * Source: docs.k3s.io/installation/requirements; kubernetes.io/docs/reference/networking/ports-and-protocols (v1.36).
 */
export const OWN_PORTS = {
  server: [2379, 2380, 2381, 6443, 6444, 7443, 10248, 10249, 10250, 10256, 10257, 10258, 10259],
  agent: [6444, 7443, 10248, 10249, 10250, 10256],
} as const;

/** @param isNewMachine nothing ran on it before */
export function preflight(isNewMachine: boolean): Step {
  return { name: 'preflight', code: isNewMachine ? code : code + existing, files: [] };
}
