/*
 * Makes build/validators/ from imports/ and lib/spec/schema/: the validator of cluster.yaml as plain JavaScript, so
 * that no run loads ajv, and the schemas of objects packed for lib/synth/check-schema.ts.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Makes everything that is out of date, and writes cluster.schema.json where its content changed.
 *
 * @param {string} outDir folder that this function owns
 * @returns {Promise<boolean>} whether anything had to be made
 */
export async function compileValidators(outDir) {
  const code = await bundleClusterSpecSchema();
  const { clusterSpecSchema } = evaluate(code);
  writeIfChanged(join(root, 'cluster.schema.json'), publishedSchema(clusterSpecSchema));

  const schemas = readFolder('imports/schemas');
  const charts = readFolder('imports/charts');
  const stamp = digest([code, schemas, charts, readFileSync(fileURLToPath(import.meta.url), 'utf8')]);
  const stampFile = join(outDir, 'stamp.json');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return false;

  const fresh = `${outDir}.${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  try {
    packSchemas(fresh, schemas, charts);
    writeClusterSpecValidator(fresh, clusterSpecSchema);
    writeFileSync(join(fresh, 'stamp.json'), stamp);
    replaceFolder(outDir, fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return true;
}

/** One line of JSON a file. */
function packSchemas(folder, schemas, charts) {
  const { 'index.json': index, ...documents } = schemas;
  const files = Object.keys(charts);
  const packed = {
    ...documents,
    ...charts,
    'index.json': {
      kinds: index.kinds,
      charts: Object.fromEntries(files.map((file) => [file.replace('.json', ''), file])),
    },
  };
  for (const [file, document] of Object.entries(packed)) {
    const text = JSON.stringify(document, (key, value) => (key === '$comment' ? undefined : value));
    // Read as one byte a letter.
    writeFileSync(join(folder, file), text.replace(/[^\0-\x7f]/g, escapeLetter));
  }
}

function escapeLetter(letter) {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** `verbose`: lib/spec makes its messages from the part of the schema that failed. */
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

/** Makes the code self-contained: ajv's few runtime helpers are taken in. */
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
  const all = JSON.stringify([version, ...inputs]);
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
