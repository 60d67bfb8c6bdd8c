import { type FigureId, figures } from './figures';
import type { Experiment } from './experiment';
import { type EarlierFigure, measuredEarlier } from './measured-earlier';
import type { Trial } from './time-line';

/** What one figure came to over all trials and observers. */
export interface FigureSummary {
  readonly figure: FigureId;
  readonly title: string;
  readonly unit: 'ms' | 'count';
  readonly samples: number;
  /** Absent without a sample: it did not happen, in none of the trials. */
  readonly min?: number;
  readonly median?: number;
  readonly max?: number;
  /** The same from before this laboratory. */
  readonly earlier?: EarlierFigure;
}

export interface ExperimentSummary {
  readonly experiment: string;
  readonly title: string;
  readonly repetitions: number;
  readonly figures: readonly FigureSummary[];
}

export function summarize({ id, title, figures: ids }: Experiment, trials: readonly Trial[]): ExperimentSummary {
  return {
    experiment: id,
    title,
    repetitions: trials.length,
    figures: ids.map((figure) => {
      const values = trials.flatMap((trial) => figures[figure].of(trial)).sort((a, b) => a - b);
      const earlier = measuredEarlier[id]?.[figure];
      return {
        ...{ figure, title: figures[figure].title, unit: figures[figure].unit, samples: values.length },
        ...rangeOf(values),
        ...(earlier ? { earlier } : {}),
      };
    }),
  };
}

/** @param sorted ascending */
function rangeOf(sorted: readonly number[]): Pick<FigureSummary, 'min' | 'median' | 'max'> {
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) return {};
  const middle = (sorted.length - 1) / 2;
  const around = [sorted[Math.floor(middle)] ?? min, sorted[Math.ceil(middle)] ?? max];
  return { min, median: Math.round(around.reduce((a, b) => a + b, 0) / 2), max };
}
