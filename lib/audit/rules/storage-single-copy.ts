import { at } from '../../model/json';
import type { ClusterModel } from '../../model/cluster-model';
import { describe } from '../../model/kube-object';
import { copiesOf } from '../../model/storage';
import { defineRule } from '../define-rule';

/** Volumes that say themselves how many copies they have. */
const VOLUMES: Readonly<Record<string, readonly string[]>> = {
  'Volume.longhorn.io': ['spec', 'numberOfReplicas'],
};

export const storageSingleCopy = defineRule({
  id: 'storage-single-copy',
  topic: 'storage',
  title: 'Volumes have one copy.',
  why: 'The node that holds the copy is a single point of failure of every volume of the class: while it is away nothing can be read, and with its disk the data is gone.',
  remedy:
    'Keep three copies. One is enough only for applications that replicate themselves, such as a database with three instances, each with a volume of this class.',
  example: 'parameters:\n  numberOfReplicas: "3"',
  sources: ['https://longhorn.io/docs/1.11.3/references/storage-class-parameters/'],
  check: (model) => [
    ...model.ofType('StorageClass').flatMap((object) => {
      const provisioner = model.knowledge.provisioner(String(object.manifest['provisioner']));
      const copies = copiesOf(provisioner, object);
      if (provisioner?.copies === undefined || copies === undefined || copies > 1) return [];
      const users = model.workloads.filter((w) => model.claims(w).some(({ place }) => place.storageClass === object));
      const alone = users.filter((w) => model.replicas(w).count < 2 || w.object.type !== 'StatefulSet');
      const parameter = provisioner.copies.parameter;
      if (alone.length === 0 && replicates(object.name, model)) return [];
      return [
        {
          severity: alone.length > 0 ? ('outage' as const) : ('advisory' as const),
          object,
          field: ['parameters', parameter],
          message:
            alone.length > 0
              ? `Volumes of ${describe(object)} have one copy, and ${alone
                  .map((w) => describe(w.object))
                  .slice(0, 3)
                  .join(', ')} needs them.`
              : `Volumes of ${describe(object)} have one copy: only applications that replicate themselves should use it.`,
          related: users.map((w) => w.object),
        },
      ];
    }),
    ...Object.entries(VOLUMES).flatMap(([type, path]) =>
      model.ofType(type).flatMap((object) => {
        const copies = at(object.manifest, ...path);
        if (copies !== 1) return [];
        return [
          {
            severity: 'outage' as const,
            object,
            field: path,
            message: `${describe(object)} has one copy.`,
            fix: { title: '3 copies', edits: [{ set: path, value: 3 }] },
          },
        ];
      }),
    ),
  ],
});

/** Whether a custom resource that runs several instances names the class: its operator replicates. */
function replicates(className: string, model: ClusterModel): boolean {
  return model.objects.some(
    ({ type, spec }) =>
      model.knowledge.operatorOf(type) !== undefined && JSON.stringify(spec).includes(JSON.stringify(className)),
  );
}
