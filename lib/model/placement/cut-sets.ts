import type { Node } from '../kubernetes/types';
import { labelsWithHostname } from './eligible-nodes';
import type { Occupancy } from './occupancy';
import { NONE, toPlacementProblem, type PlacementProblem } from './placement-problem';
import type { PodSet, Surroundings } from './pod-set';
import { canonicalKey, findSymmetry, orbitSize } from './symmetry';
import { worstLossOf, type InconclusiveReason, type Loss, type LossOptions } from './worst-loss';

export interface CutSetOptions extends LossOptions {
  /** Most domains that fail together. @default 2 */
  readonly order?: number;
  /** Label whose domains fail as a whole. @default 'kubernetes.io/hostname' */
  readonly topologyKey?: string;
}

/** Domains that have to fail together, and none of which may be left out. */
export interface CutSet {
  /** Values of the topology key; empty where nothing has to fail, because no pod can be placed. */
  readonly domains: readonly string[];
  /** Names of their nodes. */
  readonly nodes: readonly string[];
  readonly loss: Extract<Loss, { verdict: 'outage' }>;
  /** How many sets there are like this one, with itself, by exchanging nodes that are alike. */
  readonly alike: number;
}

export interface CutSets {
  /** One of each kind, the smallest first. */
  readonly sets: readonly CutSet[];
  /** Sets for which it could not be told. */
  readonly unclear: readonly { readonly domains: readonly string[]; readonly reason: InconclusiveReason }[];
}

/**
 * The minimal cut sets of a pod set: the smallest sets of nodes (or zones) whose failure leaves fewer pods than needed
 * in some legal placement. Sets that differ by exchanging alike nodes are looked at once.
 */
export function minimalCutSets(pods: PodSet, surroundings: Surroundings, options: CutSetOptions = {}): CutSets {
  const problem = toPlacementProblem(pods, surroundings);
  if ('unclear' in problem) return { sets: [], unclear: [{ domains: [], reason: problem.unclear }] };
  const { order = 2, topologyKey = 'kubernetes.io/hostname' } = options;
  const { values, domains } = domainsBy(problem, surroundings.nodes, topologyKey);
  const symmetry = findSymmetry(problem, () => '', [domains]);
  const failing = (chosen: readonly number[]): Occupancy =>
    Int32Array.from(domains, (d) => (chosen.includes(d) ? 1 : 0));
  const keyOf = (chosen: readonly number[]) => canonicalKey(symmetry, failing(chosen));

  const sets: CutSet[] = [];
  const unclear: CutSets['unclear'][number][] = [];
  // Also those that are not minimal, by which larger ones are known.
  const cuts = new Set<string>();
  let level: (readonly number[])[] = [[]];
  for (let size = 0; size <= order; size++) {
    const survived: (readonly number[])[] = [];
    for (const chosen of level) {
      const key = keyOf(chosen);
      if (chosen.some((domain) => cuts.has(keyOf(chosen.filter((other) => other !== domain))))) {
        cuts.add(key);
        continue;
      }
      const cells = failing(chosen);
      const named = {
        domains: chosen.map((domain) => values[domain] ?? ''),
        nodes: problem.nodes.filter((_, node) => cells[node] === 1),
      };
      const loss = worstLossOf(problem, named.nodes, options);
      if (loss.verdict === 'outage') {
        cuts.add(key);
        sets.push({ ...named, loss, alike: orbitSize(symmetry, cells) });
      } else {
        survived.push(chosen);
        if (loss.verdict === 'inconclusive') unclear.push({ domains: named.domains, reason: loss.reason });
      }
    }
    level = withOneMore(survived, values.length, keyOf);
  }
  return { sets, unclear };
}

/** The domains of the nodes that matter, by number. */
function domainsBy(problem: PlacementProblem, nodes: readonly Node[], topologyKey: string) {
  const labels = new Map(nodes.map((node) => [node.metadata.name, labelsWithHostname(node)]));
  const found = problem.nodes.map((name) => labels.get(name)?.[topologyKey]);
  const values = [...new Set(found.filter((value) => value !== undefined))];
  return { values, domains: found.map((value) => (value === undefined ? NONE : values.indexOf(value))) };
}

/** All sets that have one domain more, one of each kind. */
function withOneMore(
  sets: readonly (readonly number[])[],
  domains: number,
  keyOf: (chosen: readonly number[]) => string,
): (readonly number[])[] {
  const kinds = new Map<string, readonly number[]>();
  for (const chosen of sets) {
    for (let domain = 0; domain < domains; domain++) {
      if (chosen.includes(domain)) continue;
      const more = [...chosen, domain].sort((a, b) => a - b);
      const key = keyOf(more);
      if (!kinds.has(key)) kinds.set(key, more);
    }
  }
  return [...kinds.values()];
}
