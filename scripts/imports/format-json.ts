/** Longest line before an object or a list is broken up. */
const LINE_WIDTH = 160;

/**
 * JSON for files that are reviewed as diffs: keys sorted, everything that fits on one line.
 *
 * @param wrapDepth how many levels may be broken up; below them all stands on one line, however long. Default: all.
 */
export function formatJson(value: unknown, wrapDepth = Infinity): string {
  return `${format(sortKeys(value), wrapDepth, '')}\n`;
}

/** The same data with the keys of every object in alphabetical order. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, child]) => [key, sortKeys(child)]));
}

function format(value: unknown, wrapDepth: number, indent: string): string {
  const oneLine = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || wrapDepth === 0) return oneLine;
  if (indent.length + oneLine.length <= LINE_WIDTH) return oneLine;
  const deeper = `${indent} `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const lines = Object.entries(value).map(([key, child]) => {
    const name = Array.isArray(value) ? '' : `${JSON.stringify(key)}: `;
    return deeper + name + format(child, wrapDepth - 1, deeper);
  });
  return `${open ?? ''}\n${lines.join(',\n')}\n${indent}${close ?? ''}`;
}
