import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { failoverTolerations } from '../../constructs/failover-tolerations';
import { NEVER_PRUNED } from '../../constructs/protection';
import type { PostgresSpec } from '../../spec/cluster-spec';
import { CHART_PROPS } from '../chart-props';
import type { Priority } from '../priorities';
import { DATABASE_CLASS } from '../storage-class-names';

const API_VERSION = 'postgresql.cnpg.io/v1';
const PRIORITY: Priority = 'data';

/** PostgreSQL of CloudNativePG's own image line; `system` images carry what in-tree backups need. */
const DEFAULT_IMAGE = 'ghcr.io/cloudnative-pg/postgresql:17.6-system-trixie';

/**
 * A PostgreSQL cluster that replicates itself: each instance on a node of its own, every commit on two of them before
 * it is acknowledged, failover only to an instance that has it.
 *
 * CloudNativePG makes the disruption budgets of primary and standbys itself.
 *
 * Source: CloudNativePG 1.30, `Cluster` API. In-tree object store backups are deprecated and go with 1.31.
 */
export class PostgresApp extends Chart {
  constructor(layer: Construct, id: string, app: PostgresSpec) {
    super(layer, id, CHART_PROPS);
    const metadata = { name: app.name, namespace: app.namespace, labels: { 'app.kubernetes.io/name': app.name } };
    const { cpu, memory, memoryLimit } = app.resources;
    new ApiObject(this, 'cluster', {
      apiVersion: API_VERSION,
      kind: 'Cluster',
      metadata: { ...metadata, annotations: NEVER_PRUNED },
      spec: {
        instances: app.instances,
        imageName: app.image ?? DEFAULT_IMAGE,
        priorityClassName: PRIORITY,
        primaryUpdateStrategy: 'unsupervised',
        primaryUpdateMethod: 'switchover',
        enablePDB: true,
        storage: { storageClass: DATABASE_CLASS, size: app.disk, resizeInUseVolumes: true },
        resources: {
          requests: { cpu: String(cpu), memory },
          ...(memoryLimit === undefined ? {} : { limits: { memory: memoryLimit } }),
        },
        affinity: {
          enablePodAntiAffinity: true,
          podAntiAffinityType: 'required',
          topologyKey: 'kubernetes.io/hostname',
          tolerations: failoverTolerations(),
        },
        postgresql: { synchronous: { method: 'any', number: 1, dataDurability: 'required', failoverQuorum: true } },
        bootstrap: { initdb: { database: app.database, owner: app.database } },
        ...(app.backup ? { backup: objectStore(app.backup) } : {}),
      },
    });
    if (!app.backup) return;
    new ApiObject(this, 'backup', {
      apiVersion: API_VERSION,
      kind: 'ScheduledBackup',
      metadata,
      spec: {
        // Six fields: CloudNativePG's cron has seconds in front.
        schedule: `0 ${app.backup.schedule}`,
        cluster: { name: app.name },
        backupOwnerReference: 'self',
        method: 'barmanObjectStore',
        target: 'prefer-standby',
      },
    });
  }
}

function objectStore({
  destination,
  endpoint,
  secret,
  retentionDays,
}: NonNullable<PostgresSpec['backup']>): Record<string, unknown> {
  return {
    retentionPolicy: `${retentionDays}d`,
    barmanObjectStore: {
      destinationPath: destination,
      ...(endpoint === undefined ? {} : { endpointURL: endpoint }),
      s3Credentials: {
        accessKeyId: { name: secret, key: 'ACCESS_KEY_ID' },
        secretAccessKey: { name: secret, key: 'ACCESS_SECRET_KEY' },
      },
      wal: { compression: 'gzip' },
      data: { compression: 'gzip' },
    },
  };
}
