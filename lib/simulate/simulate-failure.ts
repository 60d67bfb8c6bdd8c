import type { Failure } from './failures/failure';
import { drained } from './judge/drained';
import { lostInTurn } from './judge/in-turn';
import { linksCut } from './judge/links-cut';
import { linksSlow } from './judge/links-slow';
import { anyNodeLost, nodesLost } from './judge/nodes-lost';
import { scenario } from './judge/scenario';
import { serversStopped } from './judge/servers-stopped';
import { withSharedServices } from './judge/shared-services';
import { untouched, type Workbench } from './judge/workbench';
import { OUTSIDE_NOTES } from './outcome/outside-note';
import { hangOutcome, podOutcome } from './outcome/pod-outcome';
import type { Scenario } from './simulation-result';

/** What one failure does. Services that nobody notices anything of are left out. */
export function simulateFailure(failure: Failure, bench: Workbench): Scenario {
  const judged = withSharedServices(judge(failure, bench), bench.world);
  return {
    ...judged,
    services: judged.services.filter(
      ({ verdict, act, felt }) => verdict !== 'survives' || act !== null || felt !== null,
    ),
  };
}

function judge(failure: Failure, bench: Workbench): Scenario {
  switch (failure.kind) {
    case 'node':
    case 'nodes':
    case 'zone':
    case 'disk':
      return nodesLost(failure, new Set(failure.nodes), bench, { forGood: failure.kind === 'disk' });
    case 'any-node':
      return anyNodeLost(failure, bench);
    case 'link':
    case 'partition':
      return linksCut(failure, failure.cuts, bench);
    case 'relay':
      return linksSlow(failure, bench);
    case 'control-plane':
      return serversStopped(failure, new Set(failure.servers), bench);
    case 'pod':
      return scenario(failure, untouched(bench), [podOutcome(failure.group, bench.world)]);
    case 'hang':
      return scenario(failure, untouched(bench), [hangOutcome(failure.group, bench.world)]);
    case 'outside': {
      const { verdict, note } = OUTSIDE_NOTES[failure.what];
      return { ...scenario(failure, untouched(bench), []), verdict, note };
    }
    case 'drain':
    case 'upgrade':
      return drained(failure, failure.nodes, bench, { restarts: failure.kind === 'upgrade' });
    case 'sequence':
      return lostInTurn(failure, failure.nodes, bench);
  }
}
