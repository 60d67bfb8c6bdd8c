import type { ValueRule } from './value-rule';

const anyEngine = ['v1', 'v2'] as const;
const v1Only = ['v1'] as const;
const v2Only = ['v2'] as const;

/**
 * Values where the chart's questions.yaml is silent, narrower than Longhorn or wrong. It describes a form for people:
 * choices are missing (`strict-local`), settings that differ by data engine are plain strings there, some names have
 * mistakes (`backupstorePollInterval`, `backupBlockSize`).
 *
 * It matters because Longhorn skips a setting that it does not like and goes on with its default, with no more than a
 * line in a log.
 *
 * Facts from longhorn/longhorn-manager `types/setting.go` (settings) and `app/driver.go` (csi), and
 * longhorn/longhorn `chart/templates/`, at v1.11.3 and v1.12.1, which agree wherever both have the key.
 */
export const LONGHORN_RULES: Readonly<Record<string, ValueRule>> = {
  'csi.podAntiAffinityPreset': { type: 'string', choices: ['soft', 'hard'] },

  'defaultBackupStore.pollInterval': { type: 'integer' },

  'defaultSettings.backupCompressionMethod': { type: 'string', choices: ['none', 'lz4', 'gzip'] },
  'defaultSettings.dataEngineCPUIsolationEnabled': { type: 'boolean', engines: v2Only },
  'defaultSettings.dataEngineCPUMask': { type: 'string', engines: v2Only },
  'defaultSettings.dataEngineHugepageEnabled': { type: 'boolean', engines: v2Only },
  'defaultSettings.dataEngineInterruptModeEnabled': { type: 'boolean', engines: v2Only },
  'defaultSettings.dataEngineIobufLargePoolSize': { type: 'integer', minimum: 1024, engines: v2Only },
  'defaultSettings.dataEngineIobufSmallPoolSize': { type: 'integer', minimum: 8192, engines: v2Only },
  'defaultSettings.dataEngineLogFlags': { type: 'string', engines: v2Only },
  'defaultSettings.dataEngineLogLevel': {
    type: 'string',
    choices: ['Error', 'Warning', 'Notice', 'Info', 'Debug'],
    engines: v2Only,
  },
  'defaultSettings.dataEngineMemorySize': { type: 'integer', engines: v2Only },
  'defaultSettings.dataEngineNumberOfCPUCores': { type: 'integer', engines: v2Only },
  'defaultSettings.defaultBackupBlockSize': { type: 'integer', choices: [2, 16] },
  'defaultSettings.defaultDataLocality': { type: 'string', choices: ['disabled', 'best-effort', 'strict-local'] },
  'defaultSettings.defaultReplicaCount': { type: 'integer', minimum: 1, maximum: 20, engines: anyEngine },
  'defaultSettings.defaultUblkNumberOfQueue': { type: 'integer', minimum: 1, engines: v2Only },
  'defaultSettings.defaultUblkQueueDepth': { type: 'integer', minimum: 32, engines: v2Only },
  'defaultSettings.disableRevisionCounter': { type: 'boolean', engines: v1Only },
  'defaultSettings.endpointNetworkForRWXVolume': { type: 'string' },
  'defaultSettings.engineReplicaTimeout': { type: 'integer', minimum: 8, maximum: 30, engines: anyEngine },
  'defaultSettings.fastReplicaRebuildEnabled': { type: 'boolean', engines: anyEngine },
  'defaultSettings.freezeFilesystemForSnapshot': { type: 'boolean', engines: v1Only },
  'defaultSettings.guaranteedInstanceManagerCPU': { type: 'float', maximum: 40, engines: anyEngine },
  'defaultSettings.logLevel': {
    type: 'string',
    choices: ['Panic', 'Fatal', 'Error', 'Warn', 'Info', 'Debug', 'Trace'],
  },
  'defaultSettings.logPath': { type: 'string' },
  'defaultSettings.longGRPCTimeOut': { type: 'integer', minimum: 1, maximum: 604800 },
  'defaultSettings.offlineReplicaRebuilding': { type: 'boolean' },
  'defaultSettings.orphanResourceAutoDeletion': {
    type: 'string',
    pattern: '((replica-data|instance)(; *(replica-data|instance))*)?',
  },
  // longhorn-manager calls it replica-rebuild-concurrent-sync-limit, and ignores the name that the chart gives it.
  'defaultSettings.rebuildConcurrentSyncLimit': { type: 'without-effect' },
  'defaultSettings.recurringJobMaxRetention': { type: 'integer', minimum: 1, maximum: 250 },
  'defaultSettings.replicaFileSyncHttpClientTimeout': { type: 'integer', minimum: 5, maximum: 120 },
  'defaultSettings.replicaRebuildingBandwidthLimit': { type: 'integer', engines: v2Only },
  'defaultSettings.snapshotDataIntegrity': {
    type: 'string',
    choices: ['disabled', 'enabled', 'fast-check'],
    engines: anyEngine,
  },
  'defaultSettings.snapshotDataIntegrityCronjob': { type: 'string', engines: anyEngine },
  'defaultSettings.snapshotDataIntegrityImmediateCheckAfterSnapshotCreation': { type: 'boolean', engines: anyEngine },

  'longhornDriver.log.format': { type: 'string', choices: ['plain', 'json'] },
  'longhornManager.log.format': { type: 'string', choices: ['plain', 'json'] },

  'persistence.defaultClassReplicaCount': { type: 'integer', minimum: 1, maximum: 20 },
  'persistence.defaultDataLocality': { type: 'string', choices: ['disabled', 'best-effort', 'strict-local'] },
};
