/**
 * What a plain (unquoted) scalar means to Kubernetes, Flux and helm, which read YAML with sigs.k8s.io/yaml: YAML 1.1
 * with words such as `yes` and `y` as booleans, `0755` as octal, `1_000` as a number; times and dates stay strings.
 *
 * Source: sigs.k8s.io/yaml v1.6.0, goyaml.v2/resolve.go; the test's table is what that version printed.
 */

/** Infinity and NaN: numbers of YAML that JSON does not have, so that the API server refuses the document. */
export const NO_JSON_NUMBER = Symbol('no number of JSON');

export type PlainValue = string | number | boolean | null | typeof NO_JSON_NUMBER;

const WORDS: ReadonlyMap<string, PlainValue> = new Map([
  ...words(['', '~', 'null', 'Null', 'NULL'], null),
  ...words(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'], true),
  ...words(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'], false),
  ...words(
    ['', '-', '+'].flatMap((sign) => ['.inf', '.Inf', '.INF'].map((word) => sign + word)),
    NO_JSON_NUMBER,
  ),
  ...words(['.nan', '.NaN', '.NAN'], NO_JSON_NUMBER),
]);
const LONGEST_WORD = 5;

const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([0-9]+))$/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

/** What a plain scalar stands for; the text itself when it is a string. */
export function plainValue(text: string): PlainValue {
  if (text.length <= LONGEST_WORD) {
    const word = WORDS.get(text);
    if (word !== undefined) return word;
  }
  return isNumberBegun(text) ? (parseNumber(text.replaceAll('_', '')) ?? text) : text;
}

function words(names: readonly string[], value: PlainValue): [string, PlainValue][] {
  return names.map((name) => [name, value]);
}

/** A digit, a sign or a point: most scalars are told from numbers by one character. */
function isNumberBegun(text: string): boolean {
  const code = text.charCodeAt(0);
  return (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46;
}

/** Undefined for a string, and for what is too large to be a number. */
function parseNumber(digits: string): number | undefined {
  const [, sign, hexadecimal, binary, octal, decimal] = INTEGER.exec(digits) ?? [];
  const magnitude =
    hexadecimal !== undefined
      ? Number.parseInt(hexadecimal, 16)
      : binary !== undefined
        ? Number.parseInt(binary, 2)
        : octal !== undefined
          ? Number.parseInt(octal, 8)
          : decimal !== undefined
            ? Number(decimal)
            : undefined;
  // A whole number has no negative zero.
  if (magnitude !== undefined) return sign === '-' && magnitude !== 0 ? -magnitude : magnitude;
  const float = FLOAT.test(digits) ? Number(digits) : undefined;
  return Number.isFinite(float) ? float : undefined;
}
