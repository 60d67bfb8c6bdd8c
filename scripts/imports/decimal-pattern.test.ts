import { decimalPattern } from './decimal-pattern';

test.each([
  [0, 100],
  [1, 20],
  [8, 30],
  [2, 250],
  [5, 120],
  [1, 9],
  [7, 7],
  [99, 101],
])('the pattern for %i to %i takes these numbers and no others', (minimum, maximum) => {
  const pattern = new RegExp(`^${decimalPattern(minimum, maximum)}$`);
  const wrong = numbersTo(1100).filter((n) => pattern.test(String(n)) !== (n >= minimum && n <= maximum));
  expect(wrong).toEqual([]);
  expect(pattern.test('007')).toBe(false);
});

test.each([0, 1, 32, 1024])('the pattern without an upper end begins at %i', (minimum) => {
  const pattern = new RegExp(`^${decimalPattern(minimum, Infinity)}$`);
  expect(numbersTo(2100).filter((n) => pattern.test(String(n)) !== (n >= minimum))).toEqual([]);
  expect(pattern.test('123456789012')).toBe(true);
});

test('a long range stays a short pattern', () => {
  const pattern = new RegExp(`^${decimalPattern(1, 604800)}$`);
  expect([0, 1, 604799, 604800, 604801, 999999].filter((n) => pattern.test(String(n)))).toEqual([1, 604799, 604800]);
  expect(pattern.source.length).toBeLessThan(200);
});

function numbersTo(last: number): number[] {
  return Array.from({ length: last + 1 }, (_, number) => number);
}
