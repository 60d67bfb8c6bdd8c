import type { Applied } from './apply';
import type { ObjectReference } from './resource-paths';

interface Claim extends ObjectReference {
  readonly spec: {
    readonly accessModes: readonly string[];
    readonly storageClassName?: string;
    readonly resources: { readonly requests: { readonly storage: string } };
  };
}

/** Stands in for a storage provisioner: a volume for each claim, which every node can use. */
export function provideVolumes(documents: readonly Applied[]): readonly ObjectReference[] {
  return documents
    .filter(({ object }) => object.kind === 'PersistentVolumeClaim')
    .map(({ object }) => volumeFor(object as Claim));
}

function volumeFor({ metadata: { name, namespace = 'default' }, spec }: Claim) {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `${namespace}-${name}` },
    spec: {
      capacity: { storage: spec.resources.requests.storage },
      accessModes: spec.accessModes,
      storageClassName: spec.storageClassName ?? '',
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace },
      csi: { driver: 'fake.csi', volumeHandle: `${namespace}-${name}` },
    },
  };
}
