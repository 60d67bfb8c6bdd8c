import type { ClusterModel } from '../../model/cluster-model';
import { at, text } from '../../model/json';
import type { Provisioner } from '../../model/knowledge/knowledge';
import { copiesOf, isDefaultClass } from '../../model/storage';
import type { PodGroup } from '../world/pod-groups';

/** Data of pods: one volume that all of them use, or one for each. */
export interface Volume {
  readonly name: string;
  readonly perPod: boolean;
  /** Whether only one node at a time can have it. */
  readonly exclusive: boolean;
  /** Where the data is; undefined where it is not known. */
  readonly keeps: Provisioner['keeps'] | undefined;
  /** Name of the provisioner; undefined where it is not known. */
  readonly provisioner: string | undefined;
  /** Copies on different nodes; undefined where it is not known. */
  readonly copies: number | undefined;
}

export const LONGHORN = 'driver.longhorn.io';

/** The volumes of a group of pods. */
export function volumesOf(group: PodGroup, model: ClusterModel): readonly Volume[] {
  const { namespace } = group.object;
  if (!group.workload) return operatorVolumes(group, model);
  return model.claims(group.workload).map(({ name, perPod, accessModes, place }) => ({
    name: `${namespace}/${name}`,
    perPod,
    exclusive: !accessModes.includes('ReadWriteMany') && !accessModes.includes('ReadOnlyMany'),
    ...whereIs(place.provisioner, place.copies),
  }));
}

/** What most operators read: one volume for each pod, of the class that `spec.storage` names. */
function operatorVolumes({ object, part }: PodGroup, model: ClusterModel): readonly Volume[] {
  const storage = at(object.spec, 'storage');
  if (storage === undefined) return [];
  const className = text(at(storage, 'storageClass')) ?? text(at(storage, 'storageClassName'));
  const storageClass =
    className === undefined
      ? model.ofType('StorageClass').find(isDefaultClass)
      : model.find('StorageClass', '', className);
  const provisioner =
    storageClass === undefined
      ? model.knowledge.provisionerOfClass(className ?? '')
      : model.knowledge.provisioner(text(storageClass.manifest['provisioner']) ?? '');
  const name = `${object.namespace}/${object.name}${part === undefined ? '' : ` (${part})`}`;
  const copies = copiesOf(provisioner, storageClass);
  return [{ name, perPod: true, exclusive: true, ...whereIs(provisioner, copies) }];
}

/** A class that comes with its provisioner has the provisioner's own number of copies. */
function whereIs(
  provisioner: Provisioner | undefined,
  copies: number | undefined,
): Pick<Volume, 'keeps' | 'provisioner' | 'copies'> {
  const known = copies ?? (provisioner?.name === LONGHORN ? provisioner.copies?.standard : undefined);
  return {
    keeps: provisioner?.keeps === 'replicated' && known === 1 ? 'node' : provisioner?.keeps,
    provisioner: provisioner?.name,
    copies: known,
  };
}
