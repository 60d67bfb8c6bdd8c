import type { Location } from '../spec/problem';
import { paint } from './style';

/** The longest excerpt that is shown; the caret stays in view. */
const EXCERPT_COLUMNS = 68;

/** The marked line with its number, and carets below the place; nothing for an empty line. */
export function excerptOf(
  { line, column, endColumn, excerpt }: Location,
  style: 'red' | 'yellow' | 'dim',
  color: boolean,
): string[] {
  if (excerpt.trim() === '') return [];
  const number = String(line).padStart(6);
  const skipped = column > EXCERPT_COLUMNS ? column - 20 : 0;
  const shown = excerpt.slice(skipped, skipped + EXCERPT_COLUMNS);
  const start = column - 1 - skipped;
  const length = Math.max(1, Math.min(endColumn - column, shown.length - start));
  // Tabs take the same room below as above.
  const margin = shown.slice(0, start).replace(/[^\t]/g, ' ');
  return [`${number} | ${shown}`, `${' '.repeat(6)} | ${margin}${paint(style, '^'.repeat(length), color)}`];
}
