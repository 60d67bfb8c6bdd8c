import { resolveIntOrPercent } from './int-or-percent';

describe('resolveIntOrPercent', () => {
  test.each([
    [2, 5, 2, 2],
    [0, 5, 0, 0],
    ['25%', 3, 0, 1],
    ['25%', 4, 1, 1],
    ['50%', 3, 1, 2],
    ['0%', 3, 0, 0],
    ['100%', 3, 3, 3],
    ['150%', 2, 3, 3],
    ['33%', 0, 0, 0],
  ])('%p of %d is %d rounded down, %d rounded up', (value, total, down, up) => {
    expect(resolveIntOrPercent(value, total, 'down')).toBe(down);
    expect(resolveIntOrPercent(value, total, 'up')).toBe(up);
  });

  test.each([undefined, null, '', '3', '-5%', '5.5%', '%', '5 %', 1.5, -1, NaN])('%p is refused', (value) =>
    expect(resolveIntOrPercent(value, 10, 'up')).toBeUndefined(),
  );
});
