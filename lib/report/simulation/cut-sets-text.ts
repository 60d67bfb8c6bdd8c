import type { NamedCutSet, SimulationResult } from '../../simulate/simulation-result';
import { printable, wrapText } from '../style';
import { MOST_NAMES } from './names-text';

const MOST_DOUBTS = 5;

/** For each number of nodes what so many can stop, together. */
export function renderCutSets({ cutSets, unclear }: SimulationResult): string[] {
  const lines = [1, 2, 3].flatMap((size) => {
    const sets = cutSets.filter(({ nodes }) => nodes.length === size);
    if (sets.length === 0) return [];
    const names = [...new Set(sets.map(({ name }) => name))];
    const title = size === 1 ? 'One node stops' : `${size} nodes together stop`;
    const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
    const shown = names.slice(0, MOST_NAMES).map((name) => describeSets(name, sets));
    return [wrapText(`${title}: ${shown.join(', ')}${more}.`, '')];
  });
  const never = cutSets.filter(({ nodes }) => nodes.length === 0);
  const doubts = [...new Set(unclear.map(({ name, reason }) => `${name}: ${reason}`))];
  return [
    ...(never.length > 0
      ? [
          `${wrapText(
            `Never there, for no node takes a pod: ${never
              .slice(0, MOST_NAMES)
              .map(({ name }) => printable(name))
              .join(', ')}.`,
            '',
          )}\n`,
        ]
      : []),
    ...(lines.length > 0 ? [`${lines.join('\n')}\n`] : []),
    ...(doubts.length > 0
      ? [
          `${doubts
            .slice(0, MOST_DOUBTS)
            .map((one) => wrapText(`Cannot tell for ${printable(one)}.`, ''))
            .join('\n')}\n`,
        ]
      : []),
  ];
}

/** `Room: with any one node away all pods still fit.` */
export function renderCapacity({ capacity }: SimulationResult): string[] {
  if (capacity.length === 0) return [];
  return [`${wrapText(`Room: ${capacity.map(describeRoom).join('; ')}.`, '')}\n`];
}

/** `without any one node all pods fit on the others` */
export function describeRoom({ losses, lacking, unclear }: SimulationResult['capacity'][number]): string {
  if (losses === 0) return 'with all nodes there some pods find none, whatever fails';
  const who = losses === 1 ? 'any one node' : `any ${losses} nodes`;
  const [first] = lacking;
  if (!first) return unclear > 0 ? `without ${who} it cannot be told` : `without ${who} all pods fit on the others`;
  const sets = lacking.reduce((sum, { alike }) => sum + alike, 0);
  return `without ${printable(first.lost.join(' and '))}${sets > 1 ? ` (${sets} ways)` : ''} some pods find no room`;
}

function describeSets(name: string, sets: readonly NamedCutSet[]): string {
  const own = sets.filter((one) => one.name === name);
  const count = own.reduce((sum, { alike }) => sum + alike, 0);
  const [first] = own;
  return count === 1 && first
    ? `${printable(name)} (${first.nodes.join(' + ')})`
    : `${printable(name)} (${count} ways)`;
}
