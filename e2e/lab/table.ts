import { EARLIER_SOURCE } from './measured-earlier';
import type { ExperimentSummary, FigureSummary } from './summary';

/** One block an experiment: figure, what was predicted, how many samples, min, median and max, and what was measured earlier. */
export function showTable(summaries: readonly ExperimentSummary[]): string {
  const blocks = summaries.map(({ experiment, title, repetitions, figures }) => {
    const rows = [['', 'predicted', 'n', 'min', 'median', 'max', '', 'earlier'], ...figures.map(row)];
    return `${experiment}: ${title}; ${repetitions} times\n${rows.map(line).join('\n')}\n`;
  });
  const judged = summaries.flatMap(({ figures }) => figures.filter((one) => one.holds !== undefined));
  const wrong = judged.filter((one) => one.holds === false);
  return `${blocks.join('\n')}\nSeconds, or counts. Earlier: ${EARLIER_SOURCE}.\nPredicted by the simulator: ${judged.length - wrong.length} of ${judged.length} figures hold.\n`;
}

const WIDTHS = [-58, 12, 4, 8, 8, 8, -7, 22] as const;

function line(cells: readonly string[]): string {
  const padded = cells.map((cell, at) => {
    const width = WIDTHS[at] ?? 0;
    return width < 0 ? cell.padEnd(-width) : cell.padStart(width);
  });
  return `  ${padded.join(' ')}`.trimEnd();
}

function row({ title, unit, samples, min, median, max, predicted, holds, earlier }: FigureSummary): readonly string[] {
  const show = (value: number | undefined): string =>
    value === undefined ? '-' : unit === 'ms' ? (value / 1000).toFixed(2) : String(value);
  const before = earlier ? [earlier.min, earlier.median, earlier.max].filter((value) => value !== undefined) : [];
  const mark = holds === false ? 'OUTSIDE' : '';
  const measured = [String(samples), show(min), show(median), show(max)];
  return [title, describe(predicted), ...measured, mark, before.map(show).join(' / ')];
}

/** `40–57`, `0.9–…` without bound. */
function describe(predicted: FigureSummary['predicted']): string {
  if (predicted === undefined) return '';
  if (predicted === 'never') return predicted;
  const { minSeconds, maxSeconds } = predicted;
  return `${round(minSeconds)}–${maxSeconds === null ? '…' : round(maxSeconds)}`;
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
