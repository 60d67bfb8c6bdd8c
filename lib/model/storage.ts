import { at, object, objects, text, texts } from './json';
import type { KnowledgeIndex } from './knowledge';
import type { Provisioner } from './knowledge/knowledge';
import type { KubeObject } from './kube-object';
import type { FieldPath } from './source';
import type { Workload } from './workload';

/** Where the data of a claim is. */
export interface DataPlace {
  /** Undefined where the class, or what its provisioner does, is not known. */
  readonly provisioner: Provisioner | undefined;
  /** Copies on different nodes, where the provisioner replicates and says how many. */
  readonly copies: number | undefined;
  /** Name of the class; undefined for the default one, and for none. */
  readonly className: string | undefined;
  /** Whether no class is written, so that the default one counts. An empty name asks for none. */
  readonly asksDefault: boolean;
  readonly storageClass: KubeObject | undefined;
}

/** A claim of a workload: one that all of its pods share, or one for each pod. */
export interface Claim {
  readonly name: string;
  readonly perPod: boolean;
  readonly accessModes: readonly string[];
  /** From the workload to the volume or the template of the claim. */
  readonly path: FieldPath;
  /** The PersistentVolumeClaim, where it is an object of the input. */
  readonly object: KubeObject | undefined;
  readonly place: DataPlace;
}

export interface StorageLookup {
  readonly knowledge: KnowledgeIndex;
  claim(namespace: string, name: string): KubeObject | undefined;
  storageClass(name: string): KubeObject | undefined;
  readonly defaultClass: KubeObject | undefined;
}

export function claimsOf({ object: owner, pod }: Workload, lookup: StorageLookup): readonly Claim[] {
  const shared = pod.volumes.flatMap((volume): Claim[] => {
    const name = text(at(volume.value, 'persistentVolumeClaim', 'claimName'));
    if (name === undefined) return [];
    const claim = lookup.claim(owner.namespace, name);
    return [readClaim(name, false, claim?.spec, volume.path, claim, lookup)];
  });
  const ephemeral = pod.volumes.flatMap((volume): Claim[] => {
    const template = at(volume.value, 'ephemeral', 'volumeClaimTemplate', 'spec');
    return template === undefined ? [] : [readClaim(volume.name, true, template, volume.path, undefined, lookup)];
  });
  const templates = objects(owner.spec['volumeClaimTemplates']).map((template, i) =>
    readClaim(
      text(at(template, 'metadata', 'name')) ?? '',
      true,
      template['spec'],
      ['spec', 'volumeClaimTemplates', i],
      undefined,
      lookup,
    ),
  );
  return [...shared, ...templates, ...ephemeral.map((claim) => ({ ...claim, name: `${claim.name} (ephemeral)` }))];
}

function readClaim(
  name: string,
  perPod: boolean,
  spec: unknown,
  path: FieldPath,
  claim: KubeObject | undefined,
  lookup: StorageLookup,
): Claim {
  return {
    name,
    perPod,
    accessModes: texts(at(spec, 'accessModes')),
    path,
    object: claim,
    place: placeOf(spec, perPod || claim !== undefined, lookup),
  };
}

/** @param known whether the claim is known, so that no class means the default one */
function placeOf(spec: unknown, known: boolean, lookup: StorageLookup): DataPlace {
  const { knowledge } = lookup;
  const className = text(at(spec, 'storageClassName'));
  const asksDefault = known && asksDefaultClass(spec);
  const storageClass = className === undefined ? undefined : lookup.storageClass(className);
  const counts = asksDefault ? lookup.defaultClass : storageClass;
  const provisioner =
    counts === undefined
      ? className === undefined
        ? undefined
        : knowledge.provisionerOfClass(className)
      : knowledge.provisioner(text(counts.manifest['provisioner']) ?? '');
  return { className, asksDefault, storageClass: counts, provisioner, copies: copiesOf(provisioner, counts) };
}

/** Source: PersistentVolumeClaimSpec, k8s.io/api v0.36.3, core/v1: a null class is the default one, an empty none. */
export function asksDefaultClass(claimSpec: unknown): boolean {
  return (at(claimSpec, 'storageClassName') ?? undefined) === undefined && !text(at(claimSpec, 'volumeName'));
}

/** How many copies of a volume a class makes. */
export function copiesOf(
  provisioner: Provisioner | undefined,
  storageClass: KubeObject | undefined,
): number | undefined {
  if (provisioner?.copies === undefined || storageClass === undefined) return undefined;
  const written = object(storageClass.manifest['parameters'])[provisioner.copies.parameter];
  const number = Number(written ?? provisioner.copies.standard);
  return Number.isInteger(number) ? number : undefined;
}

/** The class that claims without one get: the newest, if there are several (kubernetes.io/docs/concepts/storage). */
export function isDefaultClass({ annotations }: KubeObject): boolean {
  return (
    annotations['storageclass.kubernetes.io/is-default-class'] === 'true' ||
    annotations['storageclass.beta.kubernetes.io/is-default-class'] === 'true'
  );
}
