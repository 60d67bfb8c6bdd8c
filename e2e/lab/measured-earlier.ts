import type { FigureId } from './figures';

/** A figure of the same experiment from before this laboratory. @default median none: only a range was noted */
export interface EarlierFigure {
  readonly min: number;
  readonly median?: number;
  readonly max: number;
  readonly samples: number;
}

/** Where they come from. */
export const EARLIER_SOURCE =
  'measured earlier: same versions, HAProxy with checks every 1 s, one observer on one agent, computer busy';

const range = (min: number, median: number, max: number, samples: number): EarlierFigure => ({
  ...{ min, median, max, samples },
});
const bounds = (min: number, max: number, samples: number): EarlierFigure => ({ min, max, samples });

/** Experiment → figure. */
export const measuredEarlier: Readonly<Record<string, Partial<Readonly<Record<FigureId, EarlierFigure>>>>> = {
  'crash-leader': {
    'write-gap': range(1110, 1290, 1880, 5),
    'quorum-read-gap': range(1060, 1180, 1870, 5),
    'failed-writes': bounds(9, 16, 5),
    'clean-after': range(1100, 1300, 1840, 5),
  },
  'crash-follower': {
    'write-gap': range(240, 320, 610, 3),
    'quorum-read-gap': range(190, 370, 730, 3),
    'failed-writes': bounds(0, 1, 3),
  },
  'power-off-leader': {
    'write-gap': range(1450, 1510, 1610, 3),
    'quorum-read-gap': range(1240, 1460, 1600, 3),
    'kept-read-gap': range(1270, 2800, 3330, 6),
    'failed-writes': bounds(0, 5, 3),
    'failed-quorum-reads': bounds(4, 5, 3),
    'clean-after': range(2820, 3280, 3360, 3),
  },
  'cut-leader': {
    'write-gap': range(1320, 1330, 1510, 3),
    'quorum-read-gap': range(1330, 1330, 1340, 3),
    'kept-read-gap': range(1270, 2800, 3330, 6),
    'failed-writes': bounds(3, 12, 3),
    'failed-quorum-reads': bounds(4, 6, 3),
    'clean-after': range(2780, 2850, 2900, 3),
    rejoined: range(12_500, 13_300, 13_500, 3),
  },
  'cut-follower': {
    'write-gap': range(350, 390, 400, 3),
    'quorum-read-gap': range(360, 410, 410, 3),
    'failed-writes': bounds(0, 1, 3),
    'failed-quorum-reads': bounds(3, 7, 3),
    'clean-after': range(3170, 3510, 3520, 3),
    rejoined: range(12_500, 13_300, 13_500, 3),
  },
  'majority-lost': {
    'writes-back': range(2080, 3400, 4200, 3),
    'quorum-reads-back': range(2080, 3400, 3880, 3),
  },
  'scheduler-killed': {
    'scheduler-lease': range(14_800, 15_100, 15_900, 4),
    'pod-running': bounds(15_800, 16_500, 2),
  },
  'scheduler-terminated': {
    'scheduler-lease': range(300, 1700, 3600, 3),
    'pod-running': range(600, 2100, 4900, 3),
  },
  'controller-manager-killed': {
    'controller-manager-lease': range(14_200, 15_300, 15_800, 3),
    'pod-created': range(15_800, 17_000, 18_300, 3),
  },
  'controller-manager-terminated': {
    'controller-manager-lease': bounds(15_400, 15_500, 2),
    'pod-created': bounds(17_200, 17_300, 2),
  },
  'node-lost': {
    'node-not-ready': range(42_700, 43_800, 53_200, 3),
    'pods-evicted': bounds(73_200, 83_600, 3),
    'single-replaced': bounds(73_200, 84_100, 3),
    'node-back': range(700, 1100, 12_800, 3),
  },
  'node-lost-out-of-service': { 'stateful-after-taint': range(12_000, 17_500, 19_900, 3) },
};

/** For people: such as "1.11–1.88 s". */
export function earlierFigure(experiment: string, figure: FigureId): string {
  const found = measuredEarlier[experiment]?.[figure];
  return found ? `${(found.min / 1000).toFixed(2)}–${(found.max / 1000).toFixed(2)} s` : 'nothing';
}
