import { identityOf, nameOf } from '../model/manifest';
import type { SourcedObject } from '../model/source';
import type { FindingDraft } from './finding-draft';
import type { RuleText } from './rule-text';

/** Flux never deletes an object that has this; source: kustomize-controller 1.9, `kustomize.toolkit.fluxcd.io/prune`. */
const PRUNE = 'kustomize.toolkit.fluxcd.io/prune';

/** Objects whose deletion deletes data: volumes, and what takes volumes along. */
const PROTECTED_KINDS: Readonly<Record<string, string>> = {
  PersistentVolume: 'its volume is forgotten, or deleted with its data (reclaimPolicy Delete)',
  PersistentVolumeClaim: 'its volume is deleted with its data, unless the class retains it',
  Namespace: 'everything in it is deleted, volumes too',
  CustomResourceDefinition: 'every object of its kind is deleted, and what its operator made for them',
  StorageClass: 'no volume of it can be made or grow any more',
};

const SOURCES = ['kustomize-controller 1.9: garbage collection, and the annotation kustomize.toolkit.fluxcd.io/prune'];
const EXAMPLE = `metadata:
  annotations:
    kustomize.toolkit.fluxcd.io/prune: disabled`;

/** What `audit --diff` says about a change as such. */
export const firewallRules = {
  'prunes-protected-object': {
    title: 'The change makes Flux delete something that holds data.',
    why: 'Flux deletes what is no longer in git. With a volume, a namespace, a CRD, a storage class or Longhorn itself, data goes too, within a minute of the merge.',
    remedy:
      'Put the object back. If it is meant to go: first give it the annotation kustomize.toolkit.fluxcd.io/prune: disabled, let Flux apply that, then remove it here and delete it by hand.',
  },
  'loses-prune-protection': {
    title: 'The change takes away what keeps Flux from deleting an object.',
    why: 'With kustomize.toolkit.fluxcd.io/prune: disabled an object stays in the cluster when its file is lost. Without it, the next change that loses the file deletes the object.',
    remedy: 'Keep the annotation kustomize.toolkit.fluxcd.io/prune: disabled.',
  },
} as const satisfies Record<string, Pick<RuleText, 'title' | 'why' | 'remedy'>>;

export const firewallRuleTexts: readonly RuleText[] = Object.entries(firewallRules).map(([id, text]) => ({
  id,
  topic: 'delivery',
  ...text,
  example: EXAMPLE,
  sources: SOURCES,
}));

/**
 * Objects that a change would make Flux delete although data hangs on them, or that it leaves without protection.
 *
 * @param before what is applied now
 * @param after what the change makes of it
 */
export function judgeRemovals(before: readonly SourcedObject[], after: readonly SourcedObject[]): FindingDraft[] {
  const kept = new Map(after.map((object) => [identityOf(object.manifest), object]));
  return before.flatMap((object): FindingDraft[] => {
    const left = kept.get(identityOf(object.manifest));
    const wasProtected = isUnpruned(object);
    if (left === undefined) {
      const loss = wasProtected ? undefined : lossOf(object);
      return loss === undefined
        ? []
        : [
            draft(
              'prunes-protected-object',
              object,
              [],
              `The change makes Flux delete ${nameOf(object.manifest)}: ${loss}.`,
            ),
          ];
    }
    if (!wasProtected || isUnpruned(left)) return [];
    const field = ['metadata', 'annotations'];
    return [
      draft('loses-prune-protection', left, field, `${nameOf(left.manifest)} loses the annotation ${PRUNE}: disabled.`),
    ];
  });
}

function draft(
  rule: keyof typeof firewallRules,
  object: SourcedObject,
  field: string[],
  message: string,
): FindingDraft {
  return { rule, topic: 'delivery', severity: 'outage', object, field, message, remedy: firewallRules[rule].remedy };
}

function isUnpruned({ manifest }: SourcedObject): boolean {
  return manifest.metadata.annotations?.[PRUNE]?.toLowerCase() === 'disabled';
}

/** What is lost when Flux deletes an object; undefined where nothing is that git does not bring back. */
function lossOf({ manifest }: SourcedObject): string | undefined {
  const { kind } = manifest;
  if (Object.hasOwn(PROTECTED_KINDS, kind)) return PROTECTED_KINDS[kind];
  const isChart = kind === 'HelmRelease' || kind === 'HelmChart';
  // Both name the chart, at different depths.
  return isChart && /"(chart|name)":"longhorn"/.test(JSON.stringify(manifest))
    ? 'Longhorn is uninstalled, and no volume can be used any more'
    : undefined;
}
