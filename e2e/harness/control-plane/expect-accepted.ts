import { isDeepStrictEqual } from 'node:util';
import type { KubeApi } from './kube-api';
import type { Applied, ApplyResult } from './apply';
import { type ObjectReference, showReference } from './resource-paths';

/** What the server said against any of them, in its own words. */
export function complaints(results: readonly ApplyResult[]): readonly string[] {
  return results.flatMap(({ object, error, warnings }) =>
    [...(error === undefined ? [] : [error]), ...warnings.map((text) => `warning: ${text}`)].map(
      (text) => `${showReference(object)}: ${text}`,
    ),
  );
}

/**
 * Applies again, twice: nothing is different, and at the end nothing is even written.
 *
 * The first time the server may write, though nothing of the object changes: it stores the status that a CRD of Flux
 * gives as a default. An APIService gets its status from the server itself, at any time.
 */
export async function expectNoChange(
  server: KubeApi,
  documents: readonly (Applied | ObjectReference)[],
  before: readonly ApplyResult[],
): Promise<void> {
  const second = await server.apply(documents);
  const third = await server.apply(documents);
  expect(complaints([...second, ...third])).toEqual([]);
  expect(second.map(withoutStatus)).toEqual(before.map(withoutStatus));
  const written = third.filter(({ stored }, i) => {
    const earlier = second[i]?.stored;
    const isSameVersion = stored?.metadata.resourceVersion === earlier?.metadata.resourceVersion;
    return !isSameVersion && isDeepStrictEqual(stored?.status, earlier?.status);
  });
  expect(written.map(({ object }) => showReference(object))).toEqual([]);
}

function withoutStatus({ stored }: ApplyResult): unknown {
  if (!stored) return undefined;
  return { ...stored, status: undefined, metadata: { ...stored.metadata, resourceVersion: '', managedFields: [] } };
}
