/**
 * A regular expression for the whole numbers from `minimum` to `maximum` written in decimal, without leading zeros.
 * Helm values often hold numbers as strings, which `minimum` and `maximum` of JSON Schema do not look at.
 *
 * @param minimum not negative
 * @param maximum Infinity where there is none
 */
export function decimalPattern(minimum: number, maximum: number): string {
  const alternatives: string[] = [];
  for (let low = minimum; low <= maximum; ) {
    const length = String(low).length;
    const high = 10 ** length - 1;
    if (maximum === Infinity && low === 10 ** (length - 1)) {
      alternatives.push(`[1-9]${length === 1 ? '[0-9]*' : `[0-9]{${String(length - 1)},}`}`);
      break;
    }
    alternatives.push(...sameLength(String(low), String(Math.min(high, maximum))));
    low = high + 1;
  }
  return `(${alternatives.join('|')})`;
}

/** Patterns for the range between two numbers that have as many digits as each other. */
function sameLength(low: string, high: string): string[] {
  const digits = low.length;
  if (digits === 0) return [''];
  if (/^0*$/.test(low) && /^9*$/.test(high)) return ['[0-9]'.repeat(digits)];
  const [first, last] = [Number(low[0]), Number(high[0])];
  if (first === last) return sameLength(low.slice(1), high.slice(1)).map((rest) => String(first) + rest);
  const nines = '9'.repeat(digits - 1);
  const zeros = '0'.repeat(digits - 1);
  const startsFull = low.slice(1) === zeros;
  const endsFull = high.slice(1) === nines;
  const from = startsFull ? first : first + 1;
  const to = endsFull ? last : last - 1;
  return [
    ...(startsFull ? [] : sameLength(low.slice(1), nines).map((rest) => String(first) + rest)),
    ...(from > to ? [] : [digitPattern(from, to) + '[0-9]'.repeat(digits - 1)]),
    ...(endsFull ? [] : sameLength(zeros, high.slice(1)).map((rest) => String(last) + rest)),
  ];
}

function digitPattern(from: number, to: number): string {
  return from === to ? String(from) : `[${String(from)}-${String(to)}]`;
}
