import type { ClusterModel } from '../../model/cluster-model';
import { at, object } from '../../model/json';

/** What Longhorn does when nodes fail. */
export interface LonghornSettings {
  /** Whether pods of dead nodes are deleted, so that their volumes can move. */
  readonly movesPods: { readonly Deployment: boolean; readonly StatefulSet: boolean };
  readonly replicaSoftAntiAffinity: boolean;
  readonly replicaZoneSoftAntiAffinity: boolean;
  /** How long a lost replica is waited for before it is built anew elsewhere. */
  readonly replenishmentSeconds: number;
  readonly nodeDrainPolicy: string;
}

/**
 * Settings as the HelmRelease of the chart or Longhorn's own Setting objects have them; defaults for the others.
 *
 * Source: Longhorn 1.11 settings reference.
 */
export function longhornSettings(model: ClusterModel): LonghornSettings {
  const release = model
    .ofType('HelmRelease.helm.toolkit.fluxcd.io')
    .find(({ spec }) => at(spec, 'chart', 'spec', 'chart') === 'longhorn');
  const chart = object(at(release?.spec, 'values', 'defaultSettings'));
  const own = new Map(model.ofType('Setting.longhorn.io').map(({ name, manifest }) => [name, manifest['value']]));
  const setting = (camel: string, standard: string): string => {
    const kebab = camel.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const value = own.get(kebab) ?? chart[camel] ?? standard;
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : standard;
  };
  const policy = setting('nodeDownPodDeletionPolicy', 'do-nothing');
  const both = policy === 'delete-both-statefulset-and-deployment-pod';
  const seconds = Number(setting('replicaReplenishmentWaitInterval', '600'));
  return {
    movesPods: {
      Deployment: both || policy === 'delete-deployment-pod',
      StatefulSet: both || policy === 'delete-statefulset-pod',
    },
    replicaSoftAntiAffinity: setting('replicaSoftAntiAffinity', 'false') === 'true',
    replicaZoneSoftAntiAffinity: setting('replicaZoneSoftAntiAffinity', 'true') === 'true',
    replenishmentSeconds: Number.isFinite(seconds) && seconds >= 0 ? seconds : 600,
    nodeDrainPolicy: setting('nodeDrainPolicy', 'block-if-contains-last-replica'),
  };
}
