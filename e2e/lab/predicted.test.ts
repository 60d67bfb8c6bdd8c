import { REAL_SETTINGS } from '../harness/cluster/settings';
import { experiments } from './experiments';
import type { FigureId } from './figures';
import { measuredEarlier } from './measured-earlier';
import { holds, predict, type Prediction } from './predicted';

const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];

function predictionsOf(experiment: string) {
  const servers = nodes.slice(0, experiments.find(({ id }) => id === experiment)?.cluster.servers ?? 3);
  const before = { servers, nodes: servers.length < 4 ? nodes : servers, etcdLeader: 'n2', leaseHolders: {} };
  return predict(experiment, { before, settings: REAL_SETTINGS });
}

const cases = Object.entries(measuredEarlier).flatMap(([experiment, figures]) =>
  Object.entries(predictionsOf(experiment)).flatMap(([figure, prediction]: [string, Prediction]) => {
    const measured = figures[figure as FigureId];
    return measured ? [{ experiment, figure, prediction, measured }] : [];
  }),
);

test.each(cases)('$experiment, $figure: each time that was measured is one that is predicted', (one) => {
  const { min, median = min, max } = one.measured;
  for (const milliseconds of [min, median, max])
    expect([milliseconds, holds(one.prediction, [milliseconds / 1000])]).toEqual([milliseconds, true]);
});

test.each(experiments)('of $id the simulator predicts something that is shown', ({ id, figures }) => {
  const predicted = Object.keys(predictionsOf(id));
  expect(figures.filter((figure) => predicted.includes(figure))).not.toEqual([]);
});
