import { printYaml } from '../lib/model/print-yaml';
import type { ClusterSpec } from '../lib/spec/cluster-spec';

/** A Secret that cluster.yaml names, and that cannot come from git: it opens git, decrypts it, or is there before it. */
export interface ClusterSecret {
  readonly namespace: string;
  readonly name: string;
  /** @default Opaque */
  readonly type?: string;
  /** What its keys have to be; undefined where they are. */
  readonly wrongKeys: (keys: readonly string[]) => string | undefined;
}

/** The data of a Secret: key → text. */
export type SecretData = ReadonlyMap<string, string>;

/** A Secret as a file of the host that hands it over. */
export interface HandedSecret {
  readonly namespace: string;
  readonly name: string;
  /** A manifest, with the namespace before the Secret. */
  readonly text: string;
}

/**
 * All of them, by namespace and name.
 *
 * Source of the keys: fluxcd.io/flux/components/source/gitrepositories ("Secret reference") and kustomizations
 * ("Decryption Secret"), v2.9; docs.k3s.io/cli/etcd-snapshot ("S3 Configuration Secret Support"), 2026;
 * longhorn.io/docs/1.11.3/snapshots-and-backups/backup-and-restore/set-backup-target.
 */
export function clusterSecrets({ cluster, git, etcdSnapshots, storage }: ClusterSpec): readonly ClusterSecret[] {
  const fluxSecret = (name: string | undefined, wrongKeys: ClusterSecret['wrongKeys']): ClusterSecret[] =>
    name === undefined ? [] : [{ namespace: 'flux-system', name, wrongKeys }];
  const { backup } = storage;
  return [
    ...fluxSecret(
      git.secret,
      git.url.startsWith('ssh://')
        ? allOf('identity', 'known_hosts')
        : oneOf(allOf('username', 'password'), allOf('bearerToken'), allOf('githubAppID', 'githubAppPrivateKey')),
    ),
    ...fluxSecret(git.sops?.secret, oneEndsIn('.agekey', '.asc')),
    ...fluxSecret(git.alerts?.secret, allOf()),
    ...fluxSecret(git.receiver?.secret, allOf('token')),
    ...(cluster.datastore !== 'embedded' || etcdSnapshots.s3Secret === undefined
      ? []
      : [
          {
            namespace: 'kube-system',
            name: etcdSnapshots.s3Secret,
            type: 'etcd.k3s.cattle.io/s3-config-secret',
            wrongKeys: allOf('etcd-s3-bucket'),
          },
        ]),
    ...(backup?.secret === undefined
      ? []
      : [
          {
            namespace: 'longhorn-system',
            name: backup.secret,
            wrongKeys: backup.target.startsWith('s3:') ? allOf('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY') : allOf(),
          },
        ]),
  ];
}

/** @returns a manifest that can be applied to an empty cluster */
export function handedSecret({ namespace, name, type }: ClusterSecret, data: SecretData): HandedSecret {
  const objects = [
    ...(namespace === 'kube-system' ? [] : [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]),
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace },
      ...(type === undefined ? {} : { type }),
      stringData: Object.fromEntries([...data].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  ];
  return { namespace, name, text: objects.map((object) => `---\n${printYaml(object)}`).join('') };
}

function allOf(...wanted: readonly string[]): ClusterSecret['wrongKeys'] {
  return (keys) => (wanted.every((key) => keys.includes(key)) ? undefined : wanted.join(' and '));
}

function oneOf(...ways: readonly ClusterSecret['wrongKeys'][]): ClusterSecret['wrongKeys'] {
  return (keys) => {
    const wrong = ways.map((way) => way(keys));
    return wrong.includes(undefined) ? undefined : wrong.join(', or ');
  };
}

function oneEndsIn(...ends: readonly string[]): ClusterSecret['wrongKeys'] {
  return (keys) =>
    keys.some((key) => ends.some((end) => key.endsWith(end))) ? undefined : `a key that ends in ${ends.join(' or ')}`;
}
