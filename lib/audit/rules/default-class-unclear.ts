import type { ClusterModel } from '../../model/cluster-model';
import { describe, type KubeObject } from '../../model/kube-object';
import { asksDefaultClass, isDefaultClass } from '../../model/storage';
import { list } from '../consequence';
import { defineRule, type Fault } from '../define-rule';

export const defaultClassUnclear = defineRule({
  id: 'default-class-unclear',
  topic: 'storage',
  title: 'Which StorageClass is the default is not clear.',
  why: 'Claims without a class get the default one. Where several are the default, they get the newest of them, which changes with every reinstallation, so that data lands on another kind of storage than was meant. Where none is, they wait for a class for ever, and their pods with them.',
  remedy: 'Leave the annotation on one class. On k3s disable local-storage, which is a default class too.',
  example: 'metadata:\n  annotations:\n    storageclass.kubernetes.io/is-default-class: "true"',
  sources: [
    'https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass',
    'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#retroactive-default-storageclass-assignment',
  ],
  check: (model) => {
    const classes = model.ofType('StorageClass');
    const [first, ...others] = classes.filter(isDefaultClass);
    if (first === undefined) return noDefault(classes, model);
    return others.map((object) => ({
      severity: 'advisory',
      object,
      field: ['metadata', 'annotations'],
      message: `${describe(object)} and ${describe(first)} are both the default class.`,
      related: [first],
    }));
  },
});

/** Without a class among the files, they are in files that are not here. */
function noDefault([first]: readonly KubeObject[], model: ClusterModel): Fault[] {
  if (first === undefined) return [];
  const claims = [
    ...model.ofType('PersistentVolumeClaim').filter(({ spec }) => asksDefaultClass(spec)),
    ...model.workloads
      .filter((w) => model.claims(w).some(({ perPod, place }) => perPod && place.asksDefault))
      .map(({ object }) => object),
  ];
  if (claims.length === 0) return [];
  return [
    {
      severity: 'inconclusive',
      object: first,
      field: ['metadata', 'annotations'],
      message: `No StorageClass among the files is the default, and ${list(claims.map(describe))} ${claims.length > 1 ? 'ask' : 'asks'} for that one: unless the cluster has another class, nothing is stored.`,
      remedy: 'Name a class in the claim, make one the default, or give the file with the default one too.',
      related: claims,
    },
  ];
}
