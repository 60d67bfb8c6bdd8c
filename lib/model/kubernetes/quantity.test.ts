import { milliUnits, parseQuantity, wholeUnits } from './quantity';

describe('parseQuantity', () => {
  // What ParseQuantity, Value() and MilliValue() of k8s.io/apimachinery v0.36.3 return.
  test.each([
    ['0', 0, 0],
    ['1', 1, 1000],
    ['100m', 1, 100],
    ['0.1', 1, 100],
    ['1.5', 2, 1500],
    ['1.5m', 1, 2],
    ['1n', 1, 1],
    ['0.5n', 1, 1],
    ['1u', 1, 1],
    ['1k', 1000, 1_000_000],
    ['1Ki', 1024, 1_024_000],
    ['1.5Gi', 1_610_612_736, 1_610_612_736_000],
    ['0.5Mi', 524_288, 524_288_000],
    ['1.1Ki', 1127, 1_126_400],
    ['1T', 1e12, 1e15],
    ['3.3Ti', 3_628_388_371_661, 3_628_388_371_660_800],
    ['1e3', 1000, 1_000_000],
    ['1E3', 1000, 1_000_000],
    ['1e-3', 1, 1],
    ['1e+3', 1000, 1_000_000],
    ['1.e3', 1000, 1_000_000],
    ['.5', 1, 500],
    ['5.', 5, 5000],
    ['+5', 5, 5000],
    ['-5', -5, -5000],
    ['-1.5', -2, -1500],
    ['-100m', -1, -100],
    ['-0.5Ki', -512, -512_000],
    ['100Mi', 104_857_600, 104_857_600_000],
    ['129e6', 129_000_000, 129_000_000_000],
    ['123Mi', 128_974_848, 128_974_848_000],
    ['0.0001', 1, 1],
    ['0.00000000001', 1, 1],
    ['1.0000000001', 2, 1001],
    ['0.000000001Ki', 1, 1],
    ['00012', 12, 12_000],
    ['-0', 0, 0],
    ['.', 0, 0],
    ['+', 0, 0],
    ['M', 0, 0],
  ])('%s is %d, in thousandths %d', (text, whole, milli) => {
    const amount = parseQuantity(text)!;
    expect(wholeUnits(amount)).toBe(whole);
    expect(milliUnits(amount)).toBe(milli);
  });

  test.each([
    ['1P', 10n ** 24n],
    ['1E', 10n ** 27n],
    ['1Ei', 1_152_921_504_606_846_976n * 10n ** 9n],
    ['8Ei', (2n ** 63n - 1n) * 10n ** 9n],
    ['9Ei', (2n ** 63n - 1n) * 10n ** 9n],
    ['1e99999999', (2n ** 63n - 1n) * 10n ** 9n],
    ['1e-99999999', 1n],
  ])('%s is exact up to the largest 64-bit integer', (text, nanos) => expect(parseQuantity(text)).toBe(nanos));

  test.each([
    ...[
      '',
      '1K',
      '1i',
      '1mi',
      'abc',
      '1e',
      '0x1',
      '1_000',
      '1,5',
      '1.1.1',
      '--1',
      '1e3M',
      '1MiB',
      '1e1.5',
      '1ee3',
      '٣',
    ],
    ...[null, undefined, true, {}, NaN, Infinity, '9'.repeat(1000)],
  ])('%p is no quantity', (written) => expect(parseQuantity(written)).toBeUndefined());

  test.each([
    [1, '1'],
    [0.5, '500m'],
    [1e21, '1e21'],
    [1e-7, '100n'],
    ['  2 ', '2'],
  ])('%p, as YAML gives it, is %s', (written, text) => expect(parseQuantity(written)).toBe(parseQuantity(text)));
});
