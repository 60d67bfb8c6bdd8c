import { describe } from '../../model/kube-object';
import { isDefaultClass } from '../../model/storage';
import { defineRule } from '../define-rule';

export const defaultClassUnclear = defineRule({
  id: 'default-class-unclear',
  topic: 'storage',
  title: 'Several StorageClasses are the default.',
  why: 'Claims without a class get the newest of them. Which one that is changes with every reinstallation, so that data lands on another kind of storage than was meant.',
  remedy: 'Leave the annotation on one class. On k3s disable local-storage, which is a default class too.',
  example: 'metadata:\n  annotations:\n    storageclass.kubernetes.io/is-default-class: "false"',
  sources: ['https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass'],
  check: (model) => {
    const [first, ...others] = model.ofType('StorageClass').filter(isDefaultClass);
    return others.map((object) => ({
      severity: 'advisory',
      object,
      field: ['metadata', 'annotations'],
      message: `${describe(object)} and ${first ? describe(first) : ''} are both the default class.`,
      related: first ? [first] : [],
    }));
  },
});
