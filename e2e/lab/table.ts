import { EARLIER_SOURCE } from './measured-earlier';
import type { ExperimentSummary, FigureSummary } from './summary';

/** One block an experiment: figure, how many samples, min, median and max, and what was measured earlier. */
export function showTable(summaries: readonly ExperimentSummary[]): string {
  const blocks = summaries.map(({ experiment, title, repetitions, figures }) => {
    const rows = [['', 'n', 'min', 'median', 'max', 'earlier'], ...figures.map(row)];
    return `${experiment}: ${title}; ${repetitions} times\n${rows.map(line).join('\n')}\n`;
  });
  return `${blocks.join('\n')}\nSeconds, or counts. Earlier: ${EARLIER_SOURCE}.\n`;
}

const WIDTHS = [-58, 4, 8, 8, 8, 22] as const;

function line(cells: readonly string[]): string {
  const padded = cells.map((cell, at) => {
    const width = WIDTHS[at] ?? 0;
    return width < 0 ? cell.padEnd(-width) : cell.padStart(width);
  });
  return `  ${padded.join(' ')}`.trimEnd();
}

function row({ title, unit, samples, min, median, max, earlier }: FigureSummary): readonly string[] {
  const show = (value: number | undefined): string =>
    value === undefined ? '-' : unit === 'ms' ? (value / 1000).toFixed(2) : String(value);
  const before = earlier ? [earlier.min, earlier.median, earlier.max].filter((value) => value !== undefined) : [];
  return [title, String(samples), show(min), show(median), show(max), before.map(show).join(' / ')];
}
