import { type FigureId, figures } from './figures';
import type { Experiment } from './experiment';
import { type EarlierFigure, measuredEarlier } from './measured-earlier';
import { holds, predict, type Prediction } from './predicted';
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
  /** What the simulator says; absent where it says nothing. */
  readonly predicted?: Prediction;
  /** Whether all samples are as predicted. */
  readonly holds?: boolean;
  /** The same from before this laboratory. */
  readonly earlier?: EarlierFigure;
}

export interface ExperimentSummary {
  readonly experiment: string;
  readonly title: string;
  readonly repetitions: number;
  readonly figures: readonly FigureSummary[];
}

/** @param trials of the experiment, with the same settings */
export function summarize({ id, title, figures: ids }: Experiment, trials: readonly Trial[]): ExperimentSummary {
  const [first] = trials;
  const predictions = first ? predict(id, first) : {};
  return {
    experiment: id,
    title,
    repetitions: trials.length,
    figures: ids.map((figure) => {
      const values = trials.flatMap((trial) => figures[figure].of(trial)).sort((a, b) => a - b);
      const predicted = predictions[figure];
      const seconds = values.map((value) => value / 1000);
      const earlier = measuredEarlier[id]?.[figure];
      return {
        ...{ figure, title: figures[figure].title, unit: figures[figure].unit, samples: values.length },
        ...rangeOf(values),
        ...(predicted ? { predicted, holds: holds(predicted, seconds) } : {}),
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
