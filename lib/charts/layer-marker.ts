import { Chart } from 'cdk8s';
import { KubeConfigMap } from '../constructs/kubernetes';
import type { Construct } from 'constructs';
import { CHART_PROPS } from './chart-props';
import { FLUX_NAMESPACE } from './flux/controllers';
import type { Layer } from './layers';

/**
 * An object that is always there. git keeps no empty folder, and a Kustomization whose folder is missing is never Ready
 * and prunes nothing: neither for a cluster without apps, nor after the last one is removed.
 *
 * Source: kustomize-controller v1.9, a path that does not exist is an error before anything is pruned.
 */
export class LayerMarker extends Chart {
  constructor(scope: Construct, layer: Layer) {
    super(scope, '_layer', CHART_PROPS);
    new KubeConfigMap(this, 'marker', {
      metadata: { name: `zero-spof-${layer}`, namespace: FLUX_NAMESPACE },
      data: { layer },
    });
  }
}
