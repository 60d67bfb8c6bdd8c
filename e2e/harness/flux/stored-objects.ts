import type { ApiServer } from '../control-plane/api-server';
import { type ObjectReference, ResourcePaths, showReference } from '../control-plane/resource-paths';

/** Objects of an API server, by what {@link showReference} calls them. */
export type StoredObjects = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** Those of the objects that the server has. What the server keeps about them is left out: status, versions, managers. */
export async function readStored(server: ApiServer, objects: readonly ObjectReference[]): Promise<StoredObjects> {
  const paths = new ResourcePaths(server.client);
  const read = await Promise.all(
    objects.map(async (object) => {
      const { status, body } = await server.client.send({ method: 'GET', path: await paths.pathOf(object) });
      return status === 404 ? [] : [[showReference(object), withoutBookkeeping(body as Stored)] as const];
    }),
  );
  return new Map(read.flat());
}

interface Stored {
  readonly [field: string]: unknown;
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
}

function withoutBookkeeping(object: Stored): Readonly<Record<string, unknown>> {
  const annotations = Object.entries(object.metadata.annotations ?? {}).filter(
    ([name]) => name !== 'reconcile.fluxcd.io/requestedAt',
  );
  return {
    ...object,
    status: undefined,
    metadata: {
      ...object.metadata,
      annotations: Object.fromEntries(annotations),
      resourceVersion: undefined,
      managedFields: undefined,
    },
  };
}

/** What of `now` is other than it was, new, or gone. */
export function differing(before: StoredObjects, now: StoredObjects): readonly string[] {
  const same = (name: string) => JSON.stringify(before.get(name)) === JSON.stringify(now.get(name));
  return [...new Set([...before.keys(), ...now.keys()])].filter((name) => !same(name)).sort();
}
