import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type YAMLError,
} from 'yaml';
import type { ProblemCode } from './codes';
import type { Location, Path, Problem } from './problem';

/** Largest cluster.yaml that is read: about 20,000 apps. */
export const MAX_SPEC_BYTES = 4 * 1024 * 1024;

/** Aliases that one document may expand to; more is an attack or an accident. */
const MAX_ALIASES = 1000;

/** Whether a place means the key of a mapping entry, or its value. */
export type Target = 'key' | 'value';

export interface YamlFile {
  /** Plain data; undefined when there are problems. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The place of a value; of its nearest parent where there is no such value. */
  readonly locate: (path: Path, target: Target) => Location;
}

const CODE_OF_YAML_ERROR: Partial<Record<YAMLError['code'], ProblemCode>> = {
  DUPLICATE_KEY: 'yaml-duplicate-key',
  TAB_AS_INDENT: 'yaml-tab',
  MULTIPLE_DOCS: 'yaml-multiple-documents',
};

/**
 * Reads one YAML 1.2 document with positions. Never throws: what is wrong comes back as problems.
 *
 * @param text file content; a BOM and CRLF line ends are accepted
 * @param file name for messages
 */
export function readYaml(text: string, file: string): YamlFile {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const counter = new LineCounter();
  const locationAt = (start: number, end: number): Location => {
    const from = counter.linePos(start);
    const to = counter.linePos(end);
    const excerpt = lines[from.line - 1] ?? '';
    const endColumn = to.line === from.line ? to.col : excerpt.length + 1;
    return { file, line: from.line, column: from.col, endColumn: Math.max(endColumn, from.col + 1), excerpt };
  };

  const syntaxProblem = (code: ProblemCode, found: string, location: Location): Problem => ({
    code,
    severity: 'error',
    found,
    expected: 'one YAML 1.2 document',
    cure:
      code === 'yaml-tab' ? 'Indent with spaces.' : 'Correct the place that is shown; nothing behind it was checked.',
    location,
  });
  const failed = (problems: readonly Problem[]): YamlFile => ({
    value: undefined,
    problems,
    locate: () => locationAt(0, 0),
  });

  let document: Document.Parsed;
  try {
    document = parseDocument(text, { lineCounter: counter, prettyErrors: false, logLevel: 'error' });
  } catch (error) {
    // The parser recurses: a few thousand opening brackets exhaust the stack.
    return failed([
      syntaxProblem(
        'yaml-syntax',
        error instanceof RangeError ? 'values nested too deeply' : String(error),
        locationAt(0, 0),
      ),
    ]);
  }
  if (document.errors.length > 0) {
    return failed(
      document.errors.map((e) =>
        syntaxProblem(CODE_OF_YAML_ERROR[e.code] ?? 'yaml-syntax', describeYamlError(e), locationAt(...e.pos)),
      ),
    );
  }

  const locate = (path: Path, target: Target): Location => {
    const range = findRange(document, path, target);
    return range ? locationAt(range[0], range[1]) : locationAt(0, 0);
  };
  try {
    const value = document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
    // An alias inside its own anchor gives a value inside itself: JSON knows none.
    if (text.includes('*')) JSON.stringify(value);
    return { value, problems: [], locate };
  } catch (error) {
    const bomb = error instanceof ReferenceError && error.message.includes('alias count');
    const cyclic = error instanceof RangeError || error instanceof TypeError;
    const code = bomb || cyclic ? 'yaml-alias-bomb' : 'yaml-syntax';
    const found = bomb
      ? `more than ${MAX_ALIASES} aliases when expanded`
      : cyclic
        ? 'an alias inside its own anchor'
        : error instanceof Error
          ? error.message
          : String(error);
    return failed([syntaxProblem(code, found, locationAt(0, 0))]);
  }
}

function describeYamlError(error: YAMLError): string {
  const text = error.message.split('\n')[0] ?? error.code;
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/:$/, '');
}

function findRange(document: Document.Parsed, path: Path, target: Target): [number, number] | undefined {
  let node: Node | null = document.contents;
  let range = node?.range ?? undefined;
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    if (!isCollection(node)) break;
    const pair = isMap(node)
      ? node.items.find((item) => isPair(item) && keyText(item.key) === String(step))
      : undefined;
    const child: unknown = pair ? pair.value : isSeq(node) ? node.items[Number(step)] : undefined;
    if (pair === undefined && child === undefined) break;
    const last = depth === path.length - 1;
    const key = pair?.key as Node | undefined;
    const value = child as Node | null | undefined;
    range = (last && target === 'key' ? (key ?? value)?.range : (value?.range ?? key?.range)) ?? range;
    if (value && isCollection(value) && !value.flow && key && target === 'value') range = key.range ?? range;
    node = value ?? null;
  }
  return range ? [range[0], range[1]] : undefined;
}

function keyText(key: unknown): string {
  return String(typeof key === 'object' && key !== null && 'value' in key ? key.value : key);
}
