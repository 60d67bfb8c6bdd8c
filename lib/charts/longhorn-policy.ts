import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { RecurringJob, RecurringJobSpecTask } from '../../imports/longhorn.io';
import type { ClusterSpec } from '../spec/cluster-spec';
import { CHART_PROPS } from './chart-props';
import { LONGHORN_NAMESPACE } from './storage-class-names';

/** Volumes without a group or job of their own belong to this one. */
const EVERY_VOLUME = 'default';

/**
 * Snapshots of every volume, backups where there is a target, and the removal of what they leave behind. In a layer
 * of its own behind storage: before Longhorn has brought its kinds, the API server refuses them.
 *
 * Source: Longhorn 1.11, RecurringJob v1beta2.
 */
export class LonghornPolicy extends Chart {
  constructor(layer: Construct, { storage }: ClusterSpec) {
    super(layer, 'longhorn-jobs', CHART_PROPS);
    this.addJob('snapshot', RecurringJobSpecTask.SNAPSHOT, storage.snapshots.schedule, storage.snapshots.retain);
    if (storage.backup)
      this.addJob('backup', RecurringJobSpecTask.BACKUP, storage.backup.schedule, storage.backup.retain);
    this.addJob('filesystem-trim', RecurringJobSpecTask.FILESYSTEM_HYPHEN_TRIM, '30 4 * * 0', 0);
  }

  private addJob(name: string, task: RecurringJobSpecTask, cron: string, retain: number): void {
    new RecurringJob(this, name, {
      metadata: { name, namespace: LONGHORN_NAMESPACE },
      // One volume at a time: rebuilds and backups share the uplinks with users.
      spec: { name, task, cron, retain, concurrency: 1, groups: [EVERY_VOLUME] },
    });
  }
}
