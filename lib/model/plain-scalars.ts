/**
 * What a plain (unquoted) scalar means to Kubernetes, Flux and helm, which read YAML with sigs.k8s.io/yaml: YAML 1.1
 * with words such as `yes` and `y` as booleans, `0755` as octal, `1_000` as a number; times and dates stay strings.
 *
 * Source: sigs.k8s.io/yaml v1.6.0, goyaml.v2/resolve.go; the test's table is what that version printed.
 */

const TRUE = /^(y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([0-9]+))$/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

export function parsePlainBoolean(text: string): boolean | undefined {
  return TRUE.test(text) ? true : FALSE.test(text) ? false : undefined;
}

/** Infinity and NaN: numbers of YAML that JSON does not have, so that the API server refuses the document. */
export function isNoJsonNumber(text: string): boolean {
  return /^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/.test(text);
}

/** The number that a plain scalar stands for; undefined for a string, and for what is too large to be a number. */
export function parsePlainNumber(text: string): number | undefined {
  if (!/^[-+.0-9]/.test(text)) return undefined;
  const digits = text.replaceAll('_', '');
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
