import { listWords } from '../../spec/draft';
import { nearest } from '../../spec/nearest';
import type { Failure } from '../../simulate/failures/failure';
import { countNodeSets, nodeNames, nodeSets, singleFailures } from '../../simulate/failures/list-failures';
import { parseFailure } from '../../simulate/failures/parse-failure';
import type { Workbench } from '../../simulate/judge/workbench';
import type { World } from '../../simulate/world/world';
import type { Invocation, Streams } from '../command';
import { UsageError } from '../usage-error';
import { estimateSeconds, roughTime } from './estimate-seconds';
import { parseCount } from './parse-count';
import type { SimulationPlan } from './run-simulation';

/** Fewer sets of nodes than this are tried before anybody would have been told how long it takes. */
const FEW_SETS = 200;
/** Longer than this is told beforehand, and nobody is let wait for longer than that who did not say so. */
const TOLD_SECONDS = 10;
const LONGEST_SECONDS = 600;

/**
 * Which failures the flags ask for.
 *
 * @param start when the work began, in milliseconds of the clock
 * @param lenient failures that the cluster does not have are left out
 *
 * @throws UsageError for failures that the cluster does not have, all at once, and for more than can be waited for
 */
export function planFailures(
  invocation: Invocation,
  bench: Workbench,
  streams: Pick<Streams, 'now' | 'stderr'>,
  { start, lenient = false }: { readonly start: number; readonly lenient?: boolean },
): SimulationPlan {
  const { world } = bench;
  const ids = invocation.list('fail');
  const order = parseCount(invocation, 'order', 1, 1, 3);
  const hasLimit = invocation.text('time-limit') !== undefined;
  const until = hasLimit ? start + parseCount(invocation, 'time-limit', 0, 1) * 1000 : undefined;
  if (ids.length > 0 && !invocation.isSet('all')) {
    const failures = parseAll(ids, world, lenient);
    return {
      failures,
      count: failures.length,
      order: invocation.isSet('order') ? order : undefined,
      until,
    };
  }
  const singles = [...singleFailures(world), ...parseAll(ids, world, lenient)];
  const nodes = nodeNames(world);
  const sets = countNodeSets(nodes.length, order);
  if (sets > FEW_SETS && !lenient) {
    const seed = parseCount(invocation, 'seed', 1);
    const seconds = estimateSeconds(bench, { nodes, count: sets, size: order, seed }, streams.now);
    const what = `--order ${order} with ${nodes.length} nodes: ${sets} sets of nodes, about ${roughTime(seconds)}`;
    if (seconds > LONGEST_SECONDS && !hasLimit)
      throw new UsageError(
        what,
        '--time-limit SECONDS with it',
        'What was not computed by then is named in the result.',
      );
    if (seconds > TOLD_SECONDS && !invocation.isSet('quiet'))
      streams.stderr.write(`${what}. Ctrl-C gives what is known by then.\n`);
  }
  return {
    failures: together(singles, nodeSets(nodes, order)),
    count: singles.length + sets,
    order,
    until,
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
