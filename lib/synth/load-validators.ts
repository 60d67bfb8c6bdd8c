import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { packageRoot } from '../io/package-root';
import type { JsonSchema } from './close-schema';

/** What a compiled validator says of one mistake: ajv's error without its message. */
export interface RawError {
  /** JSON pointer to the value in the object. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface CompiledValidator {
  (object: unknown): boolean;
  readonly errors?: readonly RawError[] | null;
}

/** Where a validator and its schema are in build/validators. */
export interface ValidatorEntry {
  readonly module: string;
  readonly name: string;
  readonly schema: string;
  readonly namespaced?: boolean;
}

interface ValidatorIndex {
  readonly kinds: Readonly<Record<string, Readonly<Record<string, ValidatorEntry>>>>;
  readonly charts: Readonly<Record<string, ValidatorEntry>>;
}

type CompiledModule = Readonly<Record<string, CompiledValidator>>;

let index: ValidatorIndex | undefined;
const modules = new Map<string, CompiledModule>();
const schemas = new Map<string, JsonSchema>();

/** What scripts/compile-validators.mjs made, by apiVersion and kind, and by chart. */
export function validatorIndex(): ValidatorIndex {
  index ??= JSON.parse(readFileSync(pathOf('index.json'), 'utf8')) as ValidatorIndex;
  return index;
}

export function loadValidator({ module, name }: ValidatorEntry): CompiledValidator {
  let loaded = modules.get(module);
  if (!loaded) modules.set(module, (loaded = loadModule(module)));
  const validator = loaded[name];
  if (!validator) throw new Error(`${pathOf(`${module}.js`)} has no ${name}: run npm run build`);
  return validator;
}

/** A schema as it was before it was compiled; only messages need it. */
export function loadSchema(file: string): JsonSchema {
  let schema = schemas.get(file);
  if (!schema) {
    schema = JSON.parse(readFileSync(pathOf(join('schemas', file)), 'utf8')) as JsonSchema;
    schemas.set(file, schema);
  }
  return schema;
}

/**
 * Runs a compiled module with V8's code cache, which `require` has no way to pass. A cache that another V8 made is
 * refused, and the code compiled as usual.
 */
function loadModule(name: string): CompiledModule {
  const filename = pathOf(`${name}.js`);
  // The code is ASCII, and a string from one byte a letter is made without decoding.
  const code = `(function(module,exports){${readFileSync(filename, 'latin1')}\n})`;
  const cachedData = readCache(pathOf(`${name}.${process.versions.v8}-${process.arch}.cache`));
  const script = new Script(code, cachedData ? { filename, cachedData } : { filename });
  const run = script.runInThisContext() as (module: { exports: CompiledModule }, exports: object) => void;
  const module: { exports: CompiledModule } = { exports: {} };
  run(module, module.exports);
  return module.exports;
}

function readCache(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    // Made by another Node.
    return undefined;
  }
}

function pathOf(file: string): string {
  return join(packageRoot(), 'build', 'validators', file);
}
