import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { addDisruptionBudget } from '../constructs/disruption-budget';
import { CHART_PROPS } from './chart-props';
import { FLUX_NAMESPACE, REPLICATED_CONTROLLERS } from './flux/controllers';

/** Disruption budgets of the Flux controllers that run twice; the operator's patches cannot add objects. */
export class FluxBudgets extends Chart {
  constructor(layer: Construct) {
    super(layer, 'flux-budgets', CHART_PROPS);
    for (const name of REPLICATED_CONTROLLERS) {
      addDisruptionBudget(new Construct(this, name), { name, namespace: FLUX_NAMESPACE, labels: { app: name } });
    }
  }
}
