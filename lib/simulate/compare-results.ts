import { type Change, type Outcome, type SimulationResult, VERDICTS, type Worst } from './simulation-result';

/** Everything whose worst differs, in the order of the second. Of partial results only failures that both have count. */
export function compareResults(before: SimulationResult, after: SimulationResult): readonly Change[] {
  const isPartial = before.missing.length + after.missing.length > 0;
  const [some, others] = isPartial
    ? [worstByName(onlyFailuresOf(before, after)), worstByName(onlyFailuresOf(after, before))]
    : [worstByName(before), worstByName(after)];
  const names = [...new Set([...others.keys(), ...some.keys()])];
  return names.flatMap((name) => {
    const [a, b] = [some.get(name) ?? null, others.get(name) ?? null];
    const same = a?.verdict === b?.verdict && a?.minSeconds === b?.minSeconds && a?.maxSeconds === b?.maxSeconds;
    return same ? [] : [{ name, before: a, after: b }];
  });
}

function onlyFailuresOf(result: SimulationResult, other: SimulationResult): SimulationResult {
  const ids = new Set(other.scenarios.map(({ id }) => id));
  return { ...result, scenarios: result.scenarios.filter(({ id }) => ids.has(id)) };
}

function worstByName({ services, scenarios }: SimulationResult): ReadonlyMap<string, Worst> {
  const nothing: Worst = { verdict: 'survives', minSeconds: 0, maxSeconds: 0, id: null };
  const worst = new Map<string, Worst>([['API', nothing], ...services.map((one) => [nameOf(one), nothing] as const)]);
  const add = (name: string, { verdict, outage }: Outcome, id: string) => {
    const known = worst.get(name);
    const next: Worst = { verdict, minSeconds: outage.minSeconds, maxSeconds: outage.maxSeconds, id };
    if (known && isWorse(next, known)) worst.set(name, next);
  };
  for (const { id, kind, api, services: outcomes } of scenarios) {
    // k3s of a majority is stopped by hand: it is no failure that a cluster could be built against.
    if (kind === 'control-plane') continue;
    add('API', api, id);
    for (const outcome of outcomes) add(nameOf(outcome), outcome, id);
  }
  return worst;
}

function isWorse(a: Worst, b: Worst): boolean {
  const [rankA, rankB] = [VERDICTS.indexOf(a.verdict), VERDICTS.indexOf(b.verdict)];
  return rankA < rankB || (rankA === rankB && (a.maxSeconds ?? Infinity) > (b.maxSeconds ?? Infinity));
}

function nameOf({ object: { namespace, name }, part }: SimulationResult['services'][number]): string {
  return `${namespace === null ? '' : `${namespace}/`}${name}${part === null ? '' : ` (${part})`}`;
}
