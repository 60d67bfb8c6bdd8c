import type { FromSchema } from 'json-schema-to-ts';
import type { app } from './schema/apps';
import type { clusterSpecSchema } from './schema';

/** cluster.yaml after structure and cross-field checks, every default filled in. */
export type ClusterSpec = FromSchema<typeof clusterSpecSchema>;

export type NodeSpec = ClusterSpec['nodes'][number];
export type GitSpec = ClusterSpec['git'];
export type IngressSpec = ClusterSpec['ingress'];
export type StorageSpec = ClusterSpec['storage'];
export type ChartSpec = ClusterSpec['charts'][number];
export type AppSpec = FromSchema<typeof app>;
export type StatelessSpec = Extract<AppSpec, { kind: 'stateless' }>;
export type FailoverSpec = Extract<AppSpec, { kind: 'failover' }>;
export type PostgresSpec = Extract<AppSpec, { kind: 'postgres' }>;
