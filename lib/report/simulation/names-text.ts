import { printable } from '../style';

/** So many are enough to know where to begin. */
export const MOST_NAMES = 8;

/** Names in a row; of many the first, and how many more there are. */
export function shorten(names: readonly string[], most = MOST_NAMES): string {
  const shown = names.slice(0, most).map(printable).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
