/** Values that a document may stand for when its aliases are written out: several times the largest manifest known. */
const MAX_VALUES = 2_000_000;

/**
 * Whether the aliases of a document stand for far more values than it has, or for a value inside itself. Each shared
 * value is counted once and multiplied, so that the answer costs no more than the document is long.
 */
export function expandsTooFar(document: unknown): boolean {
  return sizeOf(document, new Map()) > MAX_VALUES;
}

function sizeOf(value: unknown, known: Map<object, number>): number {
  if (typeof value !== 'object' || value === null) return 1;
  const before = known.get(value);
  if (before !== undefined) return before;
  // Until it is counted, it may only be met again from inside.
  known.set(value, Number.POSITIVE_INFINITY);
  let size = 1;
  for (const inner of Object.values(value)) size += sizeOf(inner, known);
  known.set(value, size);
  return size;
}
