import { Chart } from 'cdk8s';
import { KubeStorageClass } from '../constructs/kubernetes';
import type { Construct } from 'constructs';
import { NEVER_PRUNED } from '../constructs/protection';
import type { ClusterSpec } from '../spec/cluster-spec';
import { CHART_PROPS } from './chart-props';
import { DATABASE_CLASS } from './storage-class-names';

/**
 * The class for databases that replicate themselves: three copies of each of three instances would be nine. The one
 * copy stays on the node of its pod (`strict-local`), which needs the node to be chosen first (WaitForFirstConsumer).
 *
 * Longhorn's chart makes the default class, `longhorn`. Source: Longhorn 1.11, data locality.
 */
export class StorageClasses extends Chart {
  constructor(layer: Construct, { storage }: ClusterSpec) {
    super(layer, 'storage-classes', CHART_PROPS);
    new KubeStorageClass(this, DATABASE_CLASS, {
      metadata: { name: DATABASE_CLASS, annotations: NEVER_PRUNED },
      provisioner: 'driver.longhorn.io',
      allowVolumeExpansion: true,
      reclaimPolicy: 'Retain',
      volumeBindingMode: 'WaitForFirstConsumer',
      parameters: {
        numberOfReplicas: '1',
        dataLocality: 'strict-local',
        staleReplicaTimeout: '30',
        fsType: 'ext4',
        ...(storage.diskTags.length > 0 ? { diskSelector: storage.diskTags.join(',') } : {}),
      },
    });
  }
}
