import { Chart } from 'cdk8s';
import { KubePriorityClass } from '../constructs/kubernetes';
import type { Construct } from 'constructs';
import { CHART_PROPS } from './chart-props';
import { PRIORITIES } from './priorities';

/** Who is evicted and preempted last: when a node is lost, what matters most finds room first. */
export class PriorityClasses extends Chart {
  constructor(layer: Construct) {
    super(layer, 'priority-classes', CHART_PROPS);
    for (const [name, { value, description }] of Object.entries(PRIORITIES)) {
      new KubePriorityClass(this, name, { metadata: { name }, value, description });
    }
  }
}
