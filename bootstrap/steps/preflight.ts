import type { Step } from '../step';
import code from './preflight.sh';
import existing from './preflight-existing.sh';
import ports from './preflight-ports.sh';

/**
 * Ports that k3s and the local proxy listen on, and an etcd of its own.
 *
 * Source: docs.k3s.io/installation/requirements; kubernetes.io/docs/reference/networking/ports-and-protocols (v1.36).
 */
export const OWN_PORTS = {
  server: [2379, 2380, 2381, 6443, 6444, 7443, 10248, 10249, 10250, 10256, 10257, 10258, 10259],
  agent: [6444, 7443, 10248, 10249, 10250, 10256],
  etcd: [2379, 2380, 2381],
} as const;

/** @param isNewMachine nothing ran on it before */
export function preflight(isNewMachine: boolean): Step {
  return { name: 'preflight', code: isNewMachine ? code : code + ports + existing, files: [] };
}

/** The same of a member of etcd, which may run beside anything but another etcd. */
export function preflightOfEtcd(isNewMachine: boolean): Step {
  const existingPorts = `${ports}preflight_existing() { preflight_ports; }\n`;
  return { name: 'preflight', code: isNewMachine ? code : code + existingPorts, files: [] };
}
