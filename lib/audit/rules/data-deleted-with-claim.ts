import { at } from '../../model/json';
import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const dataDeletedWithClaim = defineRule({
  id: 'data-deleted-with-claim',
  topic: 'storage',
  title: 'Data is deleted together with its claim, or its workload.',
  why: 'With reclaimPolicy: Delete, the default, whoever deletes a claim, its namespace, or prunes it from git deletes the data on every node at once: no number of copies helps. A StatefulSet with persistentVolumeClaimRetentionPolicy: Delete deletes claims by itself, when it is scaled down or removed.',
  remedy: 'Use reclaimPolicy: Retain for data that matters, and leave the retention policy of claims at Retain.',
  example: 'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nreclaimPolicy: Retain',
  sources: [
    'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reclaiming',
    'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention',
  ],
  check: (model) => [
    ...model.ofType('StorageClass').flatMap((object) =>
      (object.manifest['reclaimPolicy'] ?? 'Delete') === 'Delete'
        ? [
            {
              severity: 'advisory' as const,
              object,
              field: ['reclaimPolicy'],
              message: `Whoever deletes a claim of ${describe(object)} deletes its data.`,
              fix: { title: 'reclaimPolicy: Retain', edits: [{ set: ['reclaimPolicy'], value: 'Retain' }] },
            },
          ]
        : [],
    ),
    ...model.workloads.flatMap(({ object }) => {
      const field = ['spec', 'persistentVolumeClaimRetentionPolicy'];
      const policy = at(object.manifest, ...field);
      const [when] = ['whenScaled', 'whenDeleted'].filter((key) => at(policy, key) === 'Delete');
      if (when === undefined) return [];
      return [
        {
          severity: 'advisory' as const,
          object,
          field: [...field, when],
          message: `${describe(object)} deletes claims when it is ${when === 'whenScaled' ? 'scaled down' : 'deleted'}.`,
          fix: { title: `${when}: Retain`, edits: [{ set: [...field, when], value: 'Retain' }] },
        },
      ];
    }),
  ],
});
