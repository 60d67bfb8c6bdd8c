import { findDependencyCycles } from '../../simulate/find-dependency-cycles';
import { findInvalidQuantities } from '../../simulate/find-invalid-quantities';
import { clusterModel } from '../../model/build-model';
import type { ClusterModel } from '../../model/cluster-model';
import { locator } from '../../model/locate';
import { formatPath, type Problem, ProblemsError } from '../../spec/problem';
import { describeValue } from '../../spec/draft';
import { problemOf } from '../../spec/problem-of';
import type { Invocation, Streams } from '../command';
import { loadInputs } from '../load-inputs';

export interface LoadedSimulation {
  readonly model: ClusterModel;
  /** About the input: what was not read does not fail. */
  readonly problems: readonly Problem[];
}

/**
 * Reads what is to be simulated.
 *
 * @throws ProblemsError for a wrong cluster file, nodes or knowledge, and for amounts that are no quantity
 */
export async function loadSimulation(invocation: Invocation, streams: Streams): Promise<LoadedSimulation> {
  const { inputs, options } = await loadInputs(invocation, streams);
  const model = clusterModel(inputs.objects, options);
  const nodes = options.nodes?.kind === 'objects' ? options.nodes.objects : model.ofType('Node');
  const invalid = findInvalidQuantities(model, nodes);
  const locate = locator();
  if (invalid.length > 0)
    throw new ProblemsError([
      ...inputs.problems.filter(({ severity }) => severity === 'error'),
      ...invalid.map(({ object, field, found }) => ({
        ...problemOf('quantity-invalid', formatPath(field), describeValue(found), 'a quantity such as 250m or 512Mi'),
        location: locate(object.source, field),
      })),
    ]);
  const cycles = findDependencyCycles(model).map(([first, ...others]): Problem => {
    const names = [first, ...others, first].flatMap((one) => (one ? [`${one.namespace}/${one.name}`] : []));
    return {
      ...problemOf('dependency-cycle', 'spec.dependsOn', names.join(' → '), 'an order in which each can be ready'),
      ...(first ? { location: locate(first.source, ['spec', 'dependsOn']) } : {}),
    };
  });
  return { model, problems: [...inputs.problems, ...cycles] };
}
