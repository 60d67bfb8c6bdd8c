/*
 * Makes build/validators/ from imports/ and lib/spec/schema/: validators as plain JavaScript, because compiling the
 * schemas at run time would take longer than a whole synth.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Script } from 'node:vm';

const require = createRequire(import.meta.url);
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Modules by what is used together: one for the kinds that every cluster has, one for all other core kinds, one for
 * the custom resources of every cluster, one for a large kind that few have. A module for each kind loads three times
 * slower, because pods are in many of them; one for all kinds twice, because of what nobody calls.
 */
const COMMON_KINDS = new Set([
  'v1 ConfigMap',
  'v1 Namespace',
  'v1 PersistentVolumeClaim',
  'v1 Secret',
  'v1 Service',
  'v1 ServiceAccount',
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration',
  'apiregistration.k8s.io/v1 APIService',
  'apps/v1 Deployment',
  'batch/v1 Job',
  'networking.k8s.io/v1 Ingress',
  'networking.k8s.io/v1 IngressClass',
  'networking.k8s.io/v1 NetworkPolicy',
  'policy/v1 PodDisruptionBudget',
  'rbac.authorization.k8s.io/v1 ClusterRole',
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding',
  'rbac.authorization.k8s.io/v1 Role',
  'rbac.authorization.k8s.io/v1 RoleBinding',
  'scheduling.k8s.io/v1 PriorityClass',
  'storage.k8s.io/v1 StorageClass',
]);
const RARE_CUSTOM_KINDS = new Set(['postgresql.cnpg.io/v1 Cluster', 'postgresql.cnpg.io/v1 ScheduledBackup']);

/** Objects of a schema that are at least this long in JSON become functions of their own, shared where they are alike. */
const OWN_FUNCTION_LENGTH = 120;

/**
 * Compiles everything that is out of date, and writes cluster.schema.json where its content changed.
 *
 * @param {string} outDir folder that this function owns
 * @returns {Promise<boolean>} whether anything had to be compiled
 */
export async function compileValidators(outDir) {
  const clusterSpec = await bundleClusterSpecSchema();
  const schemas = readFolder('imports/schemas');
  const charts = readFolder('imports/charts');
  const { clusterSpecSchema } = evaluate(clusterSpec);
  writeIfChanged(join(root, 'cluster.schema.json'), publishedSchema(clusterSpecSchema));

  const stamp = digest([clusterSpec, schemas, charts, readFileSync(fileURLToPath(import.meta.url), 'utf8')]);
  const stampFile = join(outDir, 'stamp.json');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return false;

  const fresh = `${outDir}.${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(join(fresh, 'schemas'), { recursive: true });
  try {
    writeObjectValidators(fresh, schemas, charts);
    writeClusterSpecValidator(fresh, clusterSpecSchema);
    writeFileSync(join(fresh, 'stamp.json'), stamp);
    replaceFolder(outDir, fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return true;
}

function writeObjectValidators(folder, schemas, charts) {
  const { kinds } = schemas['index.json'];
  const documents = { ...schemas, ...charts };
  delete documents['index.json'];
  const modules = { core: {}, rare: {}, custom: {}, postgres: {}, charts: {} };
  const index = { kinds: {}, charts: {} };
  for (const [apiVersion, byKind] of Object.entries(kinds)) {
    index.kinds[apiVersion] = {};
    for (const [kind, { schema, namespaced }] of Object.entries(byKind)) {
      const module = moduleOf(`${apiVersion} ${kind}`, schema);
      const name = `validate${kind}_${apiVersion.replace(/\W/g, '_')}`;
      modules[module][name] = schema;
      index.kinds[apiVersion][kind] = { module, name, schema, namespaced };
    }
  }
  for (const file of Object.keys(charts)) {
    const name = `validate_${file.replace(/\W/g, '_')}`;
    modules.charts[name] = file;
    index.charts[file.replace('.json', '')] = { module: 'charts', name, schema: file };
  }
  for (const [name, references] of Object.entries(modules)) writeModule(folder, name, references, documents);
  for (const [file, document] of Object.entries(documents)) {
    writeFileSync(join(folder, 'schemas', file), JSON.stringify(document));
  }
  writeFileSync(join(folder, 'index.json'), JSON.stringify(index));
}

function moduleOf(kind, schema) {
  if (COMMON_KINDS.has(kind)) return 'core';
  if (RARE_CUSTOM_KINDS.has(kind)) return 'postgres';
  return schema.startsWith('kubernetes.json#') ? 'rare' : 'custom';
}

function writeModule(folder, name, references, documents) {
  const { default: Ajv } = require('ajv');
  const { default: standaloneCode } = require('ajv/dist/standalone');
  // The schemas come from a generator with a fixed set of keywords; formats are not among them. Messages are made from
  // the schema, which is looked up by the path in the object.
  const ajv = new Ajv({
    allErrors: true,
    messages: false,
    strict: false,
    unicodeRegExp: false,
    inlineRefs: false,
    code: { source: true, esm: false },
  });
  const needed = new Set(['kubernetes.json', ...Object.values(references).map((reference) => reference.split('#')[0])]);
  for (const file of needed) ajv.addSchema(splitUp(documents[file]));
  const code = bundleCode(standaloneCode(ajv, references));
  writeFileSync(join(folder, `${name}.js`), code);
  writeFileSync(join(folder, `${name}.${process.versions.v8}-${process.arch}.cache`), codeCache(code, references, documents));
}

/**
 * The same schema with its larger objects as definitions. Each becomes a function, so that V8 compiles only what the
 * object at hand has, and what several kinds have alike exists once.
 */
function splitUp(document) {
  if (document.definitions) return document;
  const definitions = {};
  const names = new Map();
  const visit = (schema, isRoot) => {
    if (Array.isArray(schema) || typeof schema !== 'object' || schema === null) return schema;
    const copy = { ...schema };
    for (const key of ['items', 'additionalProperties']) copy[key] = key in copy ? visit(copy[key], false) : undefined;
    if (copy.properties) {
      const visited = Object.entries(copy.properties).map(([name, child]) => [name, visit(child, false)]);
      copy.properties = Object.fromEntries(visited);
    }
    const text = JSON.stringify(copy);
    if (isRoot || !copy.properties || text.length < OWN_FUNCTION_LENGTH) return JSON.parse(text);
    if (!names.has(text)) {
      names.set(text, `part${names.size}`);
      definitions[names.get(text)] = JSON.parse(text);
    }
    return { $ref: `#/definitions/${names.get(text)}` };
  };
  return { ...visit(document, true), definitions };
}

/** Makes a module self-contained: ajv's few runtime helpers are taken in. */
function bundleCode(code) {
  const { outputFiles } = require('esbuild').buildSync({
    stdin: { contents: code, resolveDir: root, loader: 'js' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    minify: true,
  });
  return outputFiles[0].text;
}

/**
 * What V8 made of the code, after every function that takes part in checking an ordinary object has run: with it a
 * module is ready in a third of the time. Another V8 refuses it and compiles by itself.
 */
function codeCache(code, references, documents) {
  const script = new Script(wrap(code));
  const module = { exports: {} };
  script.runInThisContext()(module, module.exports);
  for (const [name, reference] of Object.entries(references)) module.exports[name](exampleOf(reference, documents));
  return script.createCachedData();
}

/** Must be what lib/synth/load-validators.ts runs. */
function wrap(code) {
  return `(function(module,exports){${code}\n})`;
}

/** An object with every field that the schema knows, down to where it begins to repeat itself. */
function exampleOf(reference, documents) {
  const visit = (schema, file, seen) => {
    if (schema.$ref) {
      const [named, pointer = ''] = schema.$ref.split('#');
      const target = `${named || file}#${pointer}`;
      if (seen.includes(target)) return undefined;
      return visit(lookUp(target, documents), named || file, [...seen, target]);
    }
    if (schema.enum) return schema.enum[0];
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
    if (type === 'object') {
      const fields = Object.entries(schema.properties ?? {});
      if (typeof schema.additionalProperties === 'object') fields.push(['example', schema.additionalProperties]);
      return Object.fromEntries(fields.map(([name, child]) => [name, visit(child, file, seen)]));
    }
    if (type === 'array') return schema.items ? [visit(schema.items, file, seen)].filter((item) => item !== undefined) : [];
    return { string: 'example', integer: 1, number: 1, boolean: true }[type] ?? null;
  };
  return visit({ $ref: reference }, '', []);
}

function lookUp(reference, documents) {
  const [file, pointer] = reference.split('#');
  return pointer ? documents[file].definitions[pointer.split('/').at(-1)] : documents[file];
}

function writeClusterSpecValidator(folder, schema) {
  const { default: Ajv } = require('ajv');
  const { default: standaloneCode } = require('ajv/dist/standalone');
  const ajv = new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    discriminator: true,
    strict: true,
    strictRequired: false,
    useDefaults: true,
    verbose: true,
    code: { source: true, esm: false },
  });
  ajv.addVocabulary(['x-code', 'x-expected']);
  ajv.addSchema(schema, 'cluster-spec');
  const code = standaloneCode(ajv, { validateClusterSpec: 'cluster-spec' });
  writeFileSync(join(folder, 'cluster-spec.js'), bundleCode(code));
  writeFileSync(
    join(folder, 'cluster-spec.d.ts'),
    "import type { ValidateFunction } from 'ajv';\n\nexport declare const validateClusterSpec: ValidateFunction;\n",
  );
}

/** The schema as editors read it; `x-` keywords are for this project's own messages. */
function publishedSchema(schema) {
  const { $schema, title, ...rest } = withoutOwnKeywords(schema);
  const $comment = 'Made by "npm run build" from lib/spec/schema; edits are lost.';
  return `${JSON.stringify({ $schema, $comment, title, ...rest }, undefined, 2)}\n`;
}

function withoutOwnKeywords(value) {
  if (Array.isArray(value)) return value.map(withoutOwnKeywords);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'x-code' && key !== 'x-expected');
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutOwnKeywords(child)]));
}

async function bundleClusterSpecSchema() {
  const { outputFiles } = await require('esbuild').build({
    entryPoints: [join(root, 'lib/spec/schema/index.ts')],
    absWorkingDir: root,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
  });
  return outputFiles[0].text;
}

function evaluate(code) {
  const module = { exports: {} };
  new Function('module', 'exports', 'require', code)(module, module.exports, require);
  return module.exports;
}

/** The JSON files of a folder by name. */
function readFolder(name) {
  const folder = join(root, name);
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(files.sort().map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8'))]));
}

function digest(inputs) {
  const { version } = require('ajv/package.json');
  const all = JSON.stringify([process.versions.v8, process.arch, version, ...inputs]);
  return `${JSON.stringify({ inputs: createHash('sha256').update(all).digest('hex') })}\n`;
}

function writeIfChanged(file, text) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}

function replaceFolder(place, fresh) {
  const old = `${fresh}.old`;
  mkdirSync(dirname(place), { recursive: true });
  if (existsSync(place)) renameSync(place, old);
  renameSync(fresh, place);
  rmSync(old, { recursive: true, force: true });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await compileValidators(join(root, 'build', 'validators'));
}
