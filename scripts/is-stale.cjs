const { existsSync, readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const SOURCES = ['lib', 'bootstrap', 'imports', 'scripts', 'bin', 'package.json'];

/** Written at the end of a build, with the time of its beginning. */
exports.STAMP = join(root, 'build', 'stamp');

/** Whether a source is newer than the last build. */
exports.isStale = () => {
  const built = existsSync(exports.STAMP) ? statSync(exports.STAMP).mtimeMs : 0;
  return SOURCES.some((source) => isNewer(join(root, source), built));
};

function isNewer(path, time) {
  const stat = statSync(path, { throwIfNoEntry: false });
  // The time of a folder changes when a file in it is added or removed.
  if (stat === undefined || stat.mtimeMs > time) return stat !== undefined;
  return stat.isDirectory() && readdirSync(path).some((name) => isNewer(join(path, name), time));
}
