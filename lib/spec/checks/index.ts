import { documentationAddresses, missingBackup, retiredIngress, silentPublicNodes } from './advice';
import { appReplicas, replicas } from './replicas';
import { apps, charts } from './apps';
import type { Check } from './check';
import { longhornSettings } from './longhorn-settings';
import { networks } from './networks';
import { nodes } from './nodes';
import { quorum } from './quorum';
import { versions } from './versions';
import { waivers } from './waivers';

export const checks: readonly Check[] = [
  quorum,
  nodes,
  networks,
  replicas,
  appReplicas,
  apps,
  charts,
  versions,
  longhornSettings,
  waivers,
  retiredIngress,
  silentPublicNodes,
  missingBackup,
  documentationAddresses,
];
