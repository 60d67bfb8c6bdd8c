import { listWords } from '../../spec/draft';
import { nearest } from '../../spec/nearest';
import type { Failure } from '../../simulate/failures/failure';
import { countNodeSets, nodeNames, nodeSets, singleFailures } from '../../simulate/failures/list-failures';
import { parseFailure } from '../../simulate/failures/parse-failure';
import type { World } from '../../simulate/world/world';
import type { Invocation } from '../command';
import { UsageError } from '../usage-error';
import { parseCount } from './parse-count';
import type { SimulationPlan } from './run-simulation';

/** More sets of nodes than this take so long that somebody has to say how long. */
const MOST_SETS = 20_000;

/**
 * Which failures the flags ask for.
 *
 * @param lenient failures that the cluster does not have are left out
 *
 * @throws UsageError for failures that the cluster does not have, all at once, and for more than can be waited for
 */
export function planFailures(invocation: Invocation, world: World, lenient = false): SimulationPlan {
  const ids = invocation.list('fail');
  const order = parseCount(invocation, 'order', 1, 1, 3);
  const seed = parseCount(invocation, 'seed', 1);
  const limit = invocation.text('time-limit');
  const timeLimitSeconds = limit === undefined ? undefined : parseCount(invocation, 'time-limit', 0, 1);
  if (ids.length > 0 && !invocation.isSet('all')) {
    const failures = parseAll(ids, world, lenient);
    return {
      failures,
      count: failures.length,
      order: invocation.isSet('order') ? order : undefined,
      timeLimitSeconds,
      seed,
    };
  }
  const singles = [...singleFailures(world), ...parseAll(ids, world, lenient)];
  const sets = countNodeSets(nodeNames(world).length, order);
  if (sets > MOST_SETS && timeLimitSeconds === undefined)
    throw new UsageError(
      `--order ${order} with ${nodeNames(world).length} nodes, which is ${sets} sets and may run for ${roughTime(sets, world)}`,
      '--time-limit SECONDS with it',
      'What was not computed by then is named in the result.',
    );
  return {
    failures: together(singles, nodeSets(nodeNames(world), order)),
    count: singles.length + sets,
    order,
    timeLimitSeconds,
    seed,
  };
}

function* together(some: Iterable<Failure>, others: Iterable<Failure>): Generator<Failure> {
  yield* some;
  yield* others;
}

function parseAll(ids: readonly string[], world: World, lenient: boolean): readonly Failure[] {
  const parsed = ids.map((id) => ({ id, failure: parseFailure(id, world) }));
  const wrong = parsed.flatMap(({ id, failure }) => ('unknown' in failure ? [{ id, ...failure }] : []));
  if (wrong.length > 0 && !lenient) {
    const found = wrong.map(({ id, unknown }) => (unknown === id || unknown === '' ? id : `${unknown} in ${id}`));
    const expected = wrong.map(
      ({ what, known }) => `${what}: ${known.length === 0 ? 'there is none' : describeKnown(known)}`,
    );
    const near = wrong.flatMap(({ unknown, known }) => nearest(unknown, known) ?? []);
    throw new UsageError(
      `--fail ${listWords(found)}`,
      [...new Set(expected)].join('; '),
      near.length > 0 ? `Did you mean ${listWords(near)}?` : 'See docs/simulate.md.',
    );
  }
  return parsed.flatMap(({ failure }) => ('unknown' in failure ? [] : [failure]));
}

function describeKnown(known: readonly string[]): string {
  return known.length > 12 ? `${known.slice(0, 12).join(', ')} and ${known.length - 12} more` : listWords(known, 'or');
}

/** About 30 µs for each set, service and node. */
function roughTime(sets: number, world: World): string {
  const seconds = (sets * world.groups.length * world.model.nodes.all.length * 3) / 1e6;
  return seconds < 120
    ? `${Math.ceil(seconds)} s`
    : seconds < 7200
      ? `${Math.ceil(seconds / 60)} min`
      : `${Math.ceil(seconds / 3600)} hours`;
}
