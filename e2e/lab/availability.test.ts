import { availabilityFor, readAvailability } from './availability';
import type { RequestKind, Sample } from './time-line';

const START = 10_000;
const END = 14_000;

test('a gap is the time between two successes, also when requests in it only come late', () => {
  const late = [...every100(9000, 10_000), sample('write', 10_100, 11_500), ...every100(11_600, 14_000)];
  expect(seen('write', late)).toMatchObject({
    failures: {},
    gaps: [{ from: 10, to: 1500 }],
    longestGap: 1490,
    slowestSuccess: 1400,
    cleanAfter: 100,
  });
});

test('failures are counted by their outcome, and the last one is told', () => {
  const failing = [
    ...every100(9000, 10_000),
    sample('write', 10_100, 17_100, '500'),
    sample('write', 10_200, 10_300, 'ECONNRESET'),
    sample('write', 10_300, 10_300, 'ECONNRESET'),
    ...every100(10_400, 14_000),
  ];
  expect(seen('write', failing)).toMatchObject({ failures: { '500': 1, ECONNRESET: 2 }, cleanAfter: 300 });
});

test('what never comes back is a gap up to the end of observation', () => {
  expect(seen('write', every100(9000, 12_000)).gaps).toEqual([{ from: 2010, to: 4000 }]);
});

test('gaps that were over before the failure do not count', () => {
  expect(seen('write', [sample('write', 5000, 5010), ...every100(9000, 14_000)])).toMatchObject({
    gaps: [],
    longestGap: 100,
  });
});

test('a cached read is stale since the first write was acknowledged that it does not show, whoever wrote it', () => {
  const reads = [
    { ...sample('cached-read', 10_500, 10_510), newest: 10_400 },
    { ...sample('cached-read', 12_000, 12_010), newest: 10_400 },
  ];
  const others = [sample('write', 10_400, 10_450), sample('write', 11_000, 11_100), sample('write', 11_900, 11_990)];
  const all = readAvailability(
    new Map([
      ['n1', reads],
      ['n2', others],
    ]),
    { start: START, end: END },
  );
  expect(availabilityFor(all, 'n1', 'cached-read')).toMatchObject({ stalest: 900, staleUntil: 2010 });
});

function seen(request: RequestKind, samples: readonly Sample[]) {
  return availabilityFor(readAvailability(new Map([['n1', samples]]), { start: START, end: END }), 'n1', request);
}

function every100(from: number, to: number): Sample[] {
  return Array.from({ length: (to - from) / 100 + 1 }, (_, at) =>
    sample('write', from + at * 100, from + at * 100 + 10),
  );
}

function sample(request: RequestKind, sent: number, done: number, outcome = 'ok'): Sample {
  return { request, sent, done, outcome };
}
