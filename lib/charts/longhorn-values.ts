import type { ClusterSpec } from '../spec/cluster-spec';
import { openNodes, storageNodes } from '../spec/topology';

/** Values of Longhorn's chart; checked against the chart's version before they are written. */
export interface LonghornValues {
  readonly [key: string]: unknown;
  readonly defaultSettings: Readonly<Record<string, string | number | boolean>>;
}

/** Seconds for a node to come back before its replicas are built anew elsewhere: a reboot must not move terabytes. */
const REPLENISHMENT_WAIT_SECONDS = 600;

/** Seconds that an engine waits for a replica: the nodes are joined over the internet, not by a switch. */
const ENGINE_REPLICA_TIMEOUT_SECONDS = 15;

/**
 * Longhorn with three copies on three nodes, volumes that follow their pods away from dead nodes, and nothing that
 * deletes data by itself.
 *
 * Source: Longhorn 1.11 settings reference; chart values of longhorn/longhorn at the version's tag.
 */
export function longhornValues(spec: ClusterSpec): LonghornValues {
  const { storage } = spec;
  const disks = storageNodes(spec);
  return {
    persistence: {
      defaultClass: true,
      defaultClassReplicaCount: storage.replicas,
      defaultDataLocality: 'best-effort',
      reclaimPolicy: 'Retain',
      ...(storage.diskTags.length > 0
        ? { defaultDiskSelector: { enable: true, selector: storage.diskTags.join(',') } }
        : {}),
    },
    csi: {
      attacherReplicaCount: 3,
      provisionerReplicaCount: 3,
      resizerReplicaCount: 3,
      snapshotterReplicaCount: 3,
      // Three nodes have to be enough: hard only where one is spare.
      podAntiAffinityPreset: openNodes(spec).length > 3 ? 'hard' : 'soft',
    },
    defaultSettings: {
      defaultReplicaCount: storage.replicas,
      defaultDataLocality: 'best-effort',
      replicaSoftAntiAffinity: false,
      replicaZoneSoftAntiAffinity: !zonesHoldReplicas(
        disks.map((n) => n.zone),
        storage.replicas,
      ),
      replicaDiskSoftAntiAffinity: false,
      replicaAutoBalance: 'least-effort',
      nodeDownPodDeletionPolicy: 'delete-both-statefulset-and-deployment-pod',
      nodeDrainPolicy: 'block-if-contains-last-replica',
      autoSalvage: true,
      allowVolumeCreationWithDegradedAvailability: disks.length <= storage.replicas,
      replicaReplenishmentWaitInterval: REPLENISHMENT_WAIT_SECONDS,
      concurrentReplicaRebuildPerNodeLimit: 1,
      engineReplicaTimeout: ENGINE_REPLICA_TIMEOUT_SECONDS,
      offlineReplicaRebuilding: true,
      storageOverProvisioningPercentage: 100,
      storageMinimalAvailablePercentage: 25,
      // Without the label create-default-disk a node keeps no replicas.
      createDefaultDiskLabeledNodes: disks.length < openNodes(spec).length,
      // The uninstall Job refuses to run: removing the release must not remove the data.
      deletingConfirmationFlag: false,
      upgradeChecker: false,
      allowCollectingLonghornUsageMetrics: false,
      ...storage.settings,
    },
    ...(storage.backup
      ? {
          defaultBackupStore: {
            backupTarget: storage.backup.target,
            ...(storage.backup.secret === undefined ? {} : { backupTargetCredentialSecret: storage.backup.secret }),
          },
        }
      : {}),
    longhornUI: { replicas: 2 },
    // A Helm hook that blocks upgrades under GitOps.
    preUpgradeChecker: { jobEnabled: false },
    // The policies of 1.12 are on by default, and cut CSI off on some networks (longhorn/longhorn#13802).
    ...(storage.longhorn.startsWith('1.12.') ? { networkPolicies: { restrictInternalTraffic: false } } : {}),
  };
}

/** Whether the copies of a volume can be required to be in different zones, also with one zone away. */
function zonesHoldReplicas(zones: readonly (string | undefined)[], replicas: number): boolean {
  return !zones.includes(undefined) && new Set(zones).size > replicas - 1 && new Set(zones).size >= 3;
}
