import type { ApiServer } from '../control-plane/api-server';
import { waitFor } from '../runs/wait-for';

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
}

/** What is used of Flux' objects. */
export interface FluxObject {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly spec: { readonly dependsOn?: readonly { readonly name: string }[] };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly conditions?: readonly Condition[];
    readonly lastAppliedRevision?: string;
    readonly lastAttemptedRevision?: string;
    readonly lastHandledReconcileAt?: string;
  };
}

/** Kustomizations of the namespace flux-system. */
export const KUSTOMIZATIONS = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations';
/** The GitRepository that all of them follow. */
export const REPOSITORY = '/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories/flux-system';

export function readyOf({ status }: FluxObject): Condition | undefined {
  return status?.conditions?.find(({ type }) => type === 'Ready');
}

export function isReady(object: FluxObject): boolean {
  return readyOf(object)?.status === 'True' && object.status?.observedGeneration === object.metadata.generation;
}

/** Whether all of that commit is applied. */
export function hasApplied({ status }: FluxObject, commit: string): boolean {
  return status?.lastAppliedRevision?.endsWith(`@sha1:${commit}`) ?? false;
}

/** All Kustomizations, by their name: the layers, and `flux-system`, which applies flux/. */
export async function readLayers({ client }: ApiServer): Promise<ReadonlyMap<string, FluxObject>> {
  const { items } = (await client.mustSend({ method: 'GET', path: KUSTOMIZATIONS })) as { readonly items: FluxObject[] };
  return new Map(items.map((layer) => [layer.metadata.name, layer]));
}

export async function readFluxObject({ client }: ApiServer, path: string): Promise<FluxObject> {
  return (await client.mustSend({ method: 'GET', path })) as FluxObject;
}

/**
 * Asks Flux to look at the object now, as `flux reconcile` does, instead of waiting for its interval.
 *
 * @returns what it is to find in lastHandledReconcileAt afterwards
 */
export async function requestReconcile({ client }: ApiServer, path: string): Promise<string> {
  const requestedAt = new Date().toISOString();
  const annotations = { 'reconcile.fluxcd.io/requestedAt': requestedAt };
  await client.mustSend({
    method: 'PATCH',
    path,
    contentType: 'application/merge-patch+json',
    body: JSON.stringify({ metadata: { annotations } }),
  });
  return requestedAt;
}

/** {@link requestReconcile}, and waits until it was done. */
export async function reconcile(server: ApiServer, path: string): Promise<FluxObject> {
  const requestedAt = await requestReconcile(server, path);
  return waitForObject(server, path, 'to be reconciled', ({ status }) => status?.lastHandledReconcileAt === requestedAt);
}

/** Waits until the object is so; the message at the deadline tells its Ready condition. */
export async function waitForObject(
  server: ApiServer,
  path: string,
  what: string,
  isSo: (object: FluxObject) => boolean,
): Promise<FluxObject> {
  return waitFor(
    `${path.split('/').at(-1) ?? path} ${what}`,
    async () => {
      const object = await readFluxObject(server, path);
      if (isSo(object)) return object;
      throw new Error(JSON.stringify(readyOf(object) ?? 'no Ready condition'));
    },
    { deadlineMs: 60_000, everyMs: 100 },
  );
}

/** Waits until all Kustomizations are Ready with that commit. */
export async function waitForCommit(server: ApiServer, commit: string): Promise<void> {
  await waitFor(
    `every layer to have ${commit}`,
    async () => {
      const behind = [...(await readLayers(server)).values()].filter((l) => !isReady(l) || !hasApplied(l, commit));
      if (behind.length === 0) return true;
      throw new Error(behind.map((layer) => `${layer.metadata.name} ${JSON.stringify(readyOf(layer))}`).join('\n'));
    },
    { deadlineMs: 90_000, everyMs: 100 },
  );
}
