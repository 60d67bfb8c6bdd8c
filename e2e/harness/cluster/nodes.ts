import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { component } from '../components';
import type { PlannedHost } from './programs';

const STAGES = [
  'node/fast/node-initialize',
  'node/heartbeat-with-lease/node-heartbeat-with-lease',
  'pod/fast/pod-ready',
  'pod/fast/pod-complete',
  'pod/fast/pod-delete',
];

/** Writes what kwok does: nodes have heartbeats, pods run at once, those of Jobs end at once. */
export function writeStages(folder: string): void {
  const { folder: kwok } = component('kwok');
  const stages = STAGES.map((stage) => readFileSync(join(kwok, 'kustomize/stage', `${stage}.yaml`), 'utf8'));
  writeFileSync(join(folder, 'stages.yaml'), stages.join('\n---\n'));
}

/** The Node of a host: kwok makes none. */
export function nodeOf({ plan: { name, zone, runsApi }, host: { address } }: PlannedHost) {
  const capacity = { cpu: '8', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'topology.kubernetes.io/zone': zone,
        ...(runsApi ? { 'node-role.kubernetes.io/control-plane': 'true' } : {}),
      },
    },
    status: { capacity, allocatable: capacity, addresses: [{ type: 'InternalIP', address }] },
  };
}
