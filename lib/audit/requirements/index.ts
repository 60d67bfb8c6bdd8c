import type { ClusterModel } from '../../model/cluster-model';
import type { FieldPath } from '../../model/source';
import { clusterFileObject } from '../cluster-file';
import type { FindingDraft, RequirementDraft } from '../finding-draft';
import type { Evidence, Requirement } from './answer';
import { controlPlane, network } from './control-plane';
import { clusterServices, services } from './services';
import { localStorage, storage } from './storage';

/** The lines of the zero-SPOF plan. Each is held by something that anyone can look up. */
export const requirements: readonly Requirement[] = [
  ...controlPlane,
  ...storage,
  ...network,
  ...clusterServices,
  ...localStorage,
  ...services,
];

/** The plan against a model; empty without a cluster file. */
export function judgeRequirements(model: ClusterModel, findings: readonly FindingDraft[]): RequirementDraft[] {
  const spec = model.cluster;
  if (spec === undefined) return [];
  const file = clusterFileObject(model);
  const line = (field: FieldPath): readonly Evidence[] => (file === undefined ? [] : [{ object: file, field }]);
  return requirements.map(({ id, text, check }) => {
    const { status, evidence } = check({ model, spec, line });
    const objects = new Set(evidence.map(({ object }) => object));
    const about =
      status === 'holds'
        ? []
        : findings.filter(({ object, severity }) => objects.has(object) && severity !== 'advisory');
    // What nobody can look up is not known to hold.
    const proven = status !== 'holds' || evidence.length > 0;
    return { id, text, status: proven ? status : 'unknown', evidence, findings: about };
  });
}
