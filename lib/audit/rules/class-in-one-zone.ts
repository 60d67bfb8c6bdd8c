import { objects, text, texts } from '../../model/json';
import { describe, type KubeObject } from '../../model/kube-object';
import { ZONE } from '../../model/nodes';
import { defineRule } from '../define-rule';

export const classInOneZone = defineRule({
  id: 'class-in-one-zone',
  topic: 'storage',
  title: 'A StorageClass makes volumes where their pods may not run.',
  why: 'A volume of a zonal disk is in one zone, and its pod can run nowhere else. With allowedTopologies of one zone, all volumes are in that one. With volumeBindingMode: Immediate the volume is made before anybody knows where the pod may run: several volumes may land in one zone, or one where the pod cannot go.',
  remedy: 'Use volumeBindingMode: WaitForFirstConsumer, and permit every zone that has nodes.',
  example: 'kind: StorageClass\nvolumeBindingMode: WaitForFirstConsumer',
  sources: ['https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode'],
  check: (model) =>
    model.ofType('StorageClass').flatMap((object) => {
      const zones = allowedZones(object);
      if (zones.length === 1)
        return [
          {
            severity: 'advisory' as const,
            object,
            field: ['allowedTopologies'],
            message: `Volumes of ${describe(object)} are all in zone ${zones[0] ?? ''}: the loss of the zone takes everything that needs one.`,
          },
        ];
      const zonal = model.knowledge.provisioner(text(object.manifest['provisioner']) ?? '')?.keeps === 'zone';
      if (!zonal || (object.manifest['volumeBindingMode'] ?? 'Immediate') !== 'Immediate') return [];
      return [
        {
          severity: 'advisory' as const,
          object,
          field: ['volumeBindingMode'],
          message: `${describe(object)} makes volumes before anybody knows in which zone their pods can run.`,
        },
      ];
    }),
});

function allowedZones({ manifest }: KubeObject): readonly string[] {
  const expressions = objects(manifest['allowedTopologies']).flatMap((t) => objects(t['matchLabelExpressions']));
  const zonal = expressions.filter(({ key }) => key === ZONE || String(key).endsWith('/zone'));
  return [...new Set(zonal.flatMap(({ values }) => texts(values)))];
}
