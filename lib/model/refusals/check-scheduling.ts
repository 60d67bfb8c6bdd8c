import { at, integer, isObject, type JsonObject, object, objects, text, texts } from '../json';
import type { FieldPath } from '../source';
import { atLeast, oneOf, repeated, selector } from './check-values';
import type { Refusal } from './refusal';

const missing = (path: FieldPath): Refusal => ({ path, reason: 'is missing' });

/** Source: ValidateTolerations, k8s.io/kubernetes v1.36.3, pkg/apis/core/validation/validation.go. */
export function checkToleration(toleration: JsonObject, path: FieldPath): Refusal[] {
  const [operator, effect] = [text(toleration['operator']), text(toleration['effect'])];
  return [
    ...oneOf(operator, ['Equal', 'Exists'], [...path, 'operator']),
    ...oneOf(effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute'], [...path, 'effect']),
    ...(operator === 'Exists' && text(toleration['value']) !== undefined
      ? [{ path: [...path, 'value'], reason: 'is not for the operator Exists' }]
      : []),
    ...(text(toleration['key']) === undefined && operator !== 'Exists'
      ? [{ path: [...path, 'operator'], reason: 'has to be Exists where there is no key' }]
      : []),
    ...(toleration['tolerationSeconds'] !== undefined && effect !== 'NoExecute'
      ? [{ path: [...path, 'effect'], reason: 'has to be NoExecute with tolerationSeconds' }]
      : []),
  ];
}

/** Source: validateTopologySpreadConstraints, the same file. */
export function checkSpread(constraints: readonly JsonObject[], path: FieldPath): Refusal[] {
  return [
    ...constraints.flatMap((constraint, i) => {
      const here = [...path, i];
      const when = text(constraint['whenUnsatisfiable']);
      const keys = texts(constraint['matchLabelKeys']);
      return [
        ...atLeast(constraint['maxSkew'], 1, [...here, 'maxSkew']),
        ...atLeast(constraint['minDomains'], 1, [...here, 'minDomains']),
        ...(constraint['topologyKey'] === '' ? [missing([...here, 'topologyKey'])] : []),
        ...oneOf(when, ['DoNotSchedule', 'ScheduleAnyway'], [...here, 'whenUnsatisfiable']),
        ...(constraint['minDomains'] !== undefined && when === 'ScheduleAnyway'
          ? [{ path: [...here, 'minDomains'], reason: 'is for DoNotSchedule only' }]
          : []),
        ...['nodeAffinityPolicy', 'nodeTaintsPolicy'].flatMap((key) =>
          oneOf(constraint[key], ['Honor', 'Ignore'], [...here, key]),
        ),
        ...checkKeys(keys, isObject(constraint['labelSelector']), [...here, 'matchLabelKeys']),
        ...selector(constraint['labelSelector'], [...here, 'labelSelector']),
      ];
    }),
    ...repeated(constraints, (c) => `${text(c['topologyKey']) ?? ''} ${text(c['whenUnsatisfiable']) ?? ''}`).map(
      (i) => ({
        path: [...path, i],
        reason: 'has the topologyKey and whenUnsatisfiable of another one',
      }),
    ),
  ];
}

function checkKeys(keys: readonly string[], selects: boolean, path: FieldPath): Refusal[] {
  return keys.length > 0 && !selects ? [{ path, reason: 'needs a labelSelector' }] : [];
}

/** Source: validateAffinity, the same file. */
export function checkAffinity(affinity: JsonObject, path: FieldPath): Refusal[] {
  return ['podAffinity', 'podAntiAffinity'].flatMap((kind) => {
    const [required, preferred] = [`required${DURING}`, `preferred${DURING}`];
    return [
      ...objects(at(affinity, kind, required)).flatMap((term, i) => checkTerm(term, [...path, kind, required, i])),
      ...objects(at(affinity, kind, preferred)).flatMap((weighted, i) => {
        const here = [...path, kind, preferred, i];
        const weight = integer(weighted['weight']) ?? 1;
        return [
          ...(weight < 1 || weight > 100
            ? [{ path: [...here, 'weight'], reason: `is ${weight}, but has to be 1 to 100` }]
            : []),
          ...checkTerm(object(weighted['podAffinityTerm']), [...here, 'podAffinityTerm']),
        ];
      }),
    ];
  });
}

const DURING = 'DuringSchedulingIgnoredDuringExecution';

function checkTerm(term: JsonObject, path: FieldPath): Refusal[] {
  const keys = [...texts(term['matchLabelKeys']), ...texts(term['mismatchLabelKeys'])];
  return [
    ...(term['topologyKey'] === '' ? [missing([...path, 'topologyKey'])] : []),
    ...checkKeys(keys, isObject(term['labelSelector']), [...path, 'matchLabelKeys']),
    ...selector(term['labelSelector'], [...path, 'labelSelector']),
    ...selector(term['namespaceSelector'], [...path, 'namespaceSelector']),
  ];
}
