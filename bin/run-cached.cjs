const { readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname } = require('node:path');
const { Script } = require('node:vm');

/**
 * Code that V8 has compiled before, for a verb; another V8 refuses it and compiles anew, but V8 does not look whether
 * it is of this file: whoever changes that removes these. `require` has no way to pass it.
 */
const cacheOf = (file, verb) => `${file}.${verb}.${process.versions.v8}-${process.arch}.cache`;

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/**
 * Runs a bundled program as `node FILE` would, half as long to start.
 *
 * @param file absolute path of a CommonJS bundle, whose first argument is a verb
 */
exports.runCached = (file) => {
  const verb = /^[a-z]+$/.exec(process.argv[2] ?? '')?.[0] ?? 'help';
  // The bundle is ASCII but for comments: no decoding, and one byte a letter.
  const code = readFileSync(file, 'latin1');
  const cachedData = read(cacheOf(file, verb)) ?? read(cacheOf(file, 'help'));
  const script = new Script(`(function(exports,require,module,__filename,__dirname){${code}\n})`, {
    filename: file,
    ...(cachedData ? { cachedData } : {}),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
  if (process.env.ZERO_SPOF_WRITE_CODE_CACHE === '1')
    process.once('exit', () => write(cacheOf(file, verb), script.createCachedData()));
};

function write(file, data) {
  const temporary = `${file}.${process.pid}`;
  try {
    writeFileSync(temporary, data);
    renameSync(temporary, file);
  } catch {
    // Only speed is lost.
    rmSync(temporary, { force: true });
  }
}
