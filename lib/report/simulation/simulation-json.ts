import type {
  Change,
  CutOffSide,
  Outcome,
  Scenario,
  ServiceOutcome,
  SimulationResult,
  Worst,
} from '../../simulate/simulation-result';
import type { Term } from '../../simulate/timing/duration';
import type { Problem } from '../../spec/problem';
import { problemAsJson } from '../problems-json';

/** Version 1 of the simulation document; keys are only ever added. Schema: docs/schemas/simulation.schema.json. */
export function renderSimulationJson(
  result: SimulationResult,
  problems: readonly Problem[],
  toolVersion: string,
): string {
  const { assumptions, nodes, services, scenarios, cutSets, unclear, missing } = result;
  const document = {
    version: 1,
    tool: { name: 'zero-spof', version: toolVersion },
    assumptions,
    partial: missing.length > 0,
    missing,
    nodes,
    services,
    scenarios: scenarios.map(scenarioAsJson),
    cutSets: cutSets.map(({ what, object, name, nodes: members, alike }) => ({
      what,
      service: object,
      name,
      nodes: members,
      alike,
    })),
    unclear,
    capacity: result.capacity.map(({ losses, lacking, unclear: untold }) => ({ losses, lacking, unclear: untold })),
    ...(result.changes ? { changes: result.changes.map(changeAsJson) } : {}),
    problems: problems.map(problemAsJson),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function scenarioAsJson(scenario: Scenario) {
  const { id, kind, targets, verdict, note, etcd, api, services, volumes, pending, sides } = scenario;
  return {
    id,
    kind,
    targets,
    verdict,
    note,
    etcd,
    api: api.verdict,
    apiOutage: outageAsJson(api),
    services: services.map(serviceAsJson),
    volumes: volumes.map(({ name, object, verdict: v, replicasLeft, lossSeconds, reason }) => ({
      name,
      object,
      verdict: v,
      replicasLeft,
      lossSeconds: { max: lossSeconds },
      reason,
    })),
    pending,
    sides: sides.map(sideAsJson),
  };
}

function sideAsJson({ nodes, reached, api, without, unclear }: CutOffSide) {
  return { nodes, reached, api: api.verdict, apiOutage: outageAsJson(api), without, unclear };
}

function serviceAsJson(outcome: ServiceOutcome) {
  const { object, part, verdict, outage, felt, lossSeconds, reason, placement, act, shorter } = outcome;
  return {
    object,
    part,
    verdict,
    outageSeconds: { min: outage.minSeconds, max: outage.maxSeconds },
    felt: felt && {
      what: felt.what,
      share: felt.share,
      seconds: { min: felt.duration.minSeconds, max: felt.duration.maxSeconds },
      terms: felt.duration.terms.map(termAsJson),
    },
    lossSeconds: { max: lossSeconds },
    reason,
    witness: witnessOf(object.name, placement),
    act,
    shorter: shorter.map(({ change, maxSeconds }) => ({ change, maxSeconds })),
    terms: outageAsJson(outcome).terms,
  };
}

/** Node by pod. Pods are numbered, as a StatefulSet names them; those of a Deployment have random letters instead. */
function witnessOf(name: string, placement: ServiceOutcome['placement']): Readonly<Record<string, string>> {
  const nodes = placement.flatMap(({ node, pods }) => Array.from({ length: pods }, () => node));
  return Object.fromEntries(nodes.map((node, i) => [`${name}-${i}`, node]));
}

function outageAsJson({ outage, reason }: Outcome) {
  return {
    min: outage.minSeconds,
    max: outage.maxSeconds,
    reason,
    terms: outage.terms.map(termAsJson),
  };
}

function termAsJson({ name, minSeconds, maxSeconds, source }: Term) {
  return { name, min: minSeconds, max: maxSeconds, source };
}

function changeAsJson({ name, before, after }: Change) {
  const worst = (one: Worst | null) =>
    one && { verdict: one.verdict, id: one.id, outageSeconds: { min: one.minSeconds, max: one.maxSeconds } };
  return { name, before: worst(before), after: worst(after) };
}
