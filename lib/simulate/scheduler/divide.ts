/** Division of whole numbers that are not negative, without the remainder. Exact as far as both are exact. */
export function divide(dividend: number, divisor: number): number {
  return Math.floor(dividend / divisor);
}

/** 100 × part ÷ whole without the remainder, exact up to 2⁵³ each. */
export function percentOf(part: number, whole: number): number {
  const hundredfold = part * 100;
  return hundredfold < 2 ** 52 ? Math.floor(hundredfold / whole) : Number((BigInt(part) * 100n) / BigInt(whole));
}
