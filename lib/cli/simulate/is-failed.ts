import { isSingle } from '../../simulate/failures/failure';
import type { Scenario, SimulationResult } from '../../simulate/simulation-result';
import type { Invocation } from '../command';
import { parseCount } from './parse-count';

/**
 * Whether a failure stops the API or a service without bound, or for longer than `--max-outage`. Failures of several
 * things at a time count only where they are asked for by name.
 *
 * With `--max-outage` what cannot be told fails, too: it is never a pass.
 */
export function isFailed({ scenarios }: SimulationResult, invocation: Invocation): boolean {
  const limit = invocation.text('max-outage') === undefined ? undefined : parseCount(invocation, 'max-outage', 0);
  const named = new Set(invocation.list('fail'));
  return scenarios.some((scenario) => (isSingle(scenario) || named.has(scenario.id)) && exceeds(scenario, limit));
}

function exceeds({ api, services, volumes }: Scenario, limit: number | undefined): boolean {
  const unknown = [api, ...services, ...volumes].some(({ verdict }) => verdict === 'inconclusive');
  if (limit !== undefined && unknown) return true;
  return [api, ...services].some(({ verdict, outage }) => {
    const isFelt =
      verdict === 'outage' || (limit !== undefined && verdict === 'degrades' && outage.maxSeconds !== null);
    return isFelt && (outage.maxSeconds === null || (limit !== undefined && outage.maxSeconds > limit));
  });
}
