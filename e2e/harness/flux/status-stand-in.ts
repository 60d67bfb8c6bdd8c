import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiServer } from '../control-plane/api-server';

/** A loop that is to be stopped. */
export interface StatusStandIn {
  /** @throws Error with what the loop failed with */
  readonly stop: () => Promise<void>;
}

interface Watched {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly generation?: number };
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly observedGeneration?: number; readonly phase?: string };
}

/** Where objects are listed → the status that their controller would give. */
const KINDS: Readonly<Record<string, (object: Watched) => object>> = {
  'apis/apps/v1/deployments': deploymentStatus,
  'api/v1/persistentvolumeclaims': () => ({ phase: 'Bound' }),
  'apis/helm.toolkit.fluxcd.io/v2/helmreleases': fluxStatus,
  'apis/source.toolkit.fluxcd.io/v1/helmrepositories': fluxStatus,
};

/** Flux looks right after it applied, and then every 5 s: the first look should find it done. */
const LOOK_MS = 30;

/**
 * Says that everything works, in the name of controllers that do not run here: those of Deployments and claims, helm-controller,
 * and source-controller for charts from afar. So nothing is proved about what they do; Flux only has
 * what it waits for. An object whose status is of its present generation is left alone.
 */
export function startStatusStandIn({ client }: ApiServer): StatusStandIn {
  const stopping = new AbortController();
  const look = async (list: string, statusOf: (object: Watched) => object) => {
    const { items } = (await client.mustSend({ method: 'GET', path: `/${list}` })) as { readonly items: Watched[] };
    for (const item of items.filter((object) => !isCurrent(object))) {
      const { name, namespace } = item.metadata;
      const at = list.lastIndexOf('/');
      // It may be gone by now, which is as well.
      await client.send({
        method: 'PATCH',
        path: `/${list.slice(0, at)}/namespaces/${namespace}${list.slice(at)}/${name}/status`,
        contentType: 'application/merge-patch+json',
        body: JSON.stringify({ status: statusOf(item) }),
      });
    }
  };
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      await Promise.all(Object.entries(KINDS).map(async ([list, statusOf]) => look(list, statusOf)));
      await sleep(LOOK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  // Whoever stops hears of it.
  loop.catch(() => undefined);
  return {
    stop: async () => {
      stopping.abort();
      await loop;
    },
  };
}

/** Flux' CRDs give an observedGeneration of -1 to what nobody has seen. Claims have no generation. */
function isCurrent({ metadata: { generation }, status }: Watched): boolean {
  return generation === undefined ? status?.phase === 'Bound' : status?.observedGeneration === generation;
}

function deploymentStatus({ metadata: { generation }, spec: { replicas = 1 } }: Watched): object {
  return {
    observedGeneration: generation,
    replicas,
    updatedReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
    conditions: [condition('Available', 'MinimumReplicasAvailable'), condition('Progressing', 'NewReplicaSetAvailable')],
  };
}

function fluxStatus({ metadata: { generation } }: Watched): object {
  const ready = { ...condition('Ready', 'Succeeded'), observedGeneration: generation };
  return { observedGeneration: generation, conditions: [ready] };
}

function condition(type: string, reason: string) {
  const lastTransitionTime = new Date().toISOString().replace(/\.\d+/, '');
  return { type, status: 'True', reason, message: 'said by the test', lastTransitionTime };
}
