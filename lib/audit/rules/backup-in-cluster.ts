import type { ClusterModel } from '../../model/cluster-model';
import { parseYamlValues } from '../../model/chart-values';
import { findAll } from '../../model/dotted-path';
import { hostsIn } from '../../model/hosts-in-text';
import { at, text } from '../../model/json';
import { describe, type KubeObject } from '../../model/kube-object';
import { readRelease, RELEASE_TYPES } from '../../model/releases';
import type { FieldPath } from '../../model/source';
import { defineRule } from '../define-rule';

export const backupInCluster = defineRule({
  id: 'backup-in-cluster',
  topic: 'storage',
  title: 'Backups are kept in the cluster that they are of.',
  why: 'What destroys the storage, or the cluster, destroys the backups with it; and to read them, the cluster that is to be restored has to run already.',
  remedy: 'Keep backups at another site: object storage of another provider, or a file server outside.',
  example: 'backupTarget: s3://backups@eu-central-1/',
  sources: ['https://longhorn.io/docs/1.11.3/snapshots-and-backups/backup-and-restore/set-backup-target/'],
  check: (model) =>
    targets(model).flatMap(({ object, field, url }) => {
      const host = hostsIn(url).find((found) => isInCluster(found.host, model))?.host;
      if (host === undefined) return [];
      return [
        {
          severity: 'advisory' as const,
          object,
          field,
          message: `${describe(object)} writes backups to ${host}, a Service of the cluster itself.`,
        },
      ];
    }),
});

/** Where backups go, by the kind of object that says so. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  'BackupTarget.longhorn.io': ['spec.backupTargetURL'],
  'Cluster.postgresql.cnpg.io': ['spec.backup.barmanObjectStore.endpointURL'],
  'ObjectStore.barmancloud.cnpg.io': ['spec.configuration.endpointURL'],
  'BackupStorageLocation.velero.io': ['spec.config.s3Url'],
};
const LONGHORN_VALUE = 'defaultBackupStore.backupTarget';

interface Target {
  readonly object: KubeObject;
  readonly field: FieldPath;
  readonly url: string;
}

function targets(model: ClusterModel): Target[] {
  const written = Object.entries(PATHS).flatMap(([type, paths]) =>
    model
      .ofType(type)
      .flatMap((object) =>
        paths.flatMap((path) =>
          findAll(object.manifest, path).map(({ value, path: field }) => ({ object, field, url: text(value) ?? '' })),
        ),
      ),
  );
  const releases = RELEASE_TYPES.flatMap((type) => model.ofType(type)).flatMap((object) => {
    const release = readRelease(object);
    if (release?.chart !== 'longhorn') return [];
    const values = parseYamlValues(at(object.manifest, ...release.valuesPath));
    return findAll(values, LONGHORN_VALUE).map(({ value, path }) => ({
      object,
      field: [...release.valuesPath, ...path],
      url: text(value) ?? '',
    }));
  });
  return [...written, ...releases];
}

function isInCluster(host: string, model: ClusterModel): boolean {
  const [name = '', namespace = '', third] = host.split('.');
  return third === 'svc' || model.find('Service', namespace, name) !== undefined;
}
