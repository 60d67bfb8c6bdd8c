import { includes } from '../../lib/simulate/timing/duration';
import { measuredEarlier } from './measured-earlier';
import { predicted } from './predicted';
import type { FigureId } from './figures';

const SECOND = 1000;

const cases = Object.entries(predicted).flatMap(([experiment, figures]) =>
  Object.entries(figures).map(([figure, span]) => ({ experiment, figure: figure as FigureId, span })),
);

test.each(cases)(
  '$experiment, $figure: each time that was measured lies within the predicted ones',
  ({ experiment, figure, span }) => {
    const measured = measuredEarlier[experiment]?.[figure];
    if (!measured) throw new Error('never measured');
    for (const milliseconds of [measured.min, measured.median ?? measured.min, measured.max])
      expect([milliseconds, includes(span, milliseconds / SECOND)]).toEqual([milliseconds, true]);
  },
);
