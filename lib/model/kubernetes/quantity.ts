const NANO = 9;
const INT64_MAX = 9_223_372_036_854_775_807n * 10n ** 9n;
const LONGEST = 128;

const EXPONENTS: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };

const SHAPE = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:([numkMGTPE]?|[KMGTPE]i)|[eE]([+-]?[0-9]+))$/;

/**
 * An amount in billionths (10⁻⁹) of its unit, exactly; undefined for what is no quantity. Smaller amounts than one
 * billionth count as one, and amounts over int64 as its largest value.
 *
 * Source: ParseQuantity, k8s.io/apimachinery v0.36.3, pkg/api/resource/quantity.go. As there, a number without digits
 * (`M`, `.`, `+`) is zero.
 */
export function parseQuantity(written: unknown): bigint | undefined {
  if (typeof written !== 'string' && typeof written !== 'number') return undefined;
  const text = String(written).trim();
  const match = text.length > 0 && text.length <= LONGEST ? SHAPE.exec(text) : null;
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = '', exponent] = match;
  const digits = BigInt(`0${whole}${fraction}`);
  const power = (exponent === undefined ? (EXPONENTS[suffix] ?? 0) : Number(exponent)) - fraction.length + NANO;
  const shift = BINARY[suffix] ?? 0n;
  const nanos = scale(digits << shift, power);
  const capped = nanos > INT64_MAX ? INT64_MAX : nanos;
  return sign === '-' ? -capped : capped;
}

/** Rounded up to whole units, away from zero, as `Quantity.Value()` does. Exact up to 2⁵³. */
export function wholeUnits(nanos: bigint): number {
  return Number(divideUp(nanos, 1_000_000_000n));
}

/** Rounded up to thousandths, away from zero, as `Quantity.MilliValue()` does. Exact up to 2⁵³. */
export function milliUnits(nanos: bigint): number {
  return Number(divideUp(nanos, 1_000_000n));
}

function scale(digits: bigint, power: number): bigint {
  if (digits === 0n) return 0n;
  if (power < -LONGEST) return 1n;
  if (power > LONGEST) return INT64_MAX;
  return power >= 0 ? digits * 10n ** BigInt(power) : divideUp(digits, 10n ** BigInt(-power));
}

function divideUp(amount: bigint, divisor: bigint): bigint {
  return amount < 0n ? -divideUp(-amount, divisor) : (amount + divisor - 1n) / divisor;
}
