import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  Kustomization,
  KustomizationSpecDecryptionProvider,
  KustomizationSpecDeletionPolicy,
  KustomizationSpecSourceRefKind,
  type KustomizationSpec,
} from '../../../imports/kustomize.toolkit.fluxcd.io';
import { NEVER_PRUNED } from '../../constructs/protection';
import type { ClusterSpec } from '../../spec/cluster-spec';
import { addNote } from '../../constructs/chart-note';
import { CHART_PROPS } from '../chart-props';
import { LAYERS } from '../layers';
import { FLUX_NAMESPACE } from './controllers';
import { SYNC_NAME } from './instance';

/**
 * One Kustomization for each folder of dist/, in the order of their dependencies.
 *
 * - `wait`: a layer is Ready when everything in it is, and only then the next one starts.
 * - Layers below the apps are never pruned as a whole, and stay when their Kustomization goes (`Orphan`).
 * - `force` stays off: it deletes and recreates what cannot be changed, such as volumes of a StatefulSet.
 *
 * Names are frozen: to rename a Kustomization is to delete all that it applied.
 */
export class Layers extends Chart {
  constructor(scope: Construct, { git }: ClusterSpec) {
    super(scope, 'layers', CHART_PROPS);
    addNote(this, 'The folders of dist/, and the order in which they are applied.');
    for (const [name, { dependsOn, prune }] of Object.entries(LAYERS)) {
      this.addKustomization(name, {
        ...common(`./dist/${name}`, prune),
        ...(dependsOn.length > 0 ? { dependsOn: dependsOn.map((layer) => ({ name: layer })) } : {}),
      });
    }
    if (!git.sops) return;
    this.addKustomization('secrets', {
      ...common(git.sops.path, false),
      dependsOn: [{ name: 'namespaces' }],
      decryption: { provider: KustomizationSpecDecryptionProvider.SOPS, secretRef: { name: git.sops.secret } },
    });
  }

  private addKustomization(name: string, spec: KustomizationSpec): void {
    new Kustomization(this, name, { metadata: { name, namespace: FLUX_NAMESPACE, annotations: NEVER_PRUNED }, spec });
  }
}

function common(path: string, prune: boolean): KustomizationSpec {
  return {
    interval: '1h',
    retryInterval: '2m',
    timeout: '5m',
    wait: true,
    prune,
    force: false,
    deletionPolicy: prune ? KustomizationSpecDeletionPolicy.MIRROR_PRUNE : KustomizationSpecDeletionPolicy.ORPHAN,
    path,
    sourceRef: { kind: KustomizationSpecSourceRefKind.GIT_REPOSITORY, name: SYNC_NAME },
  };
}
