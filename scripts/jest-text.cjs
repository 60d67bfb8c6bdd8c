const { readFileSync } = require('node:fs');

// A file as a module whose default export is its text, as esbuild's text loader has it. jest takes the first line away
// from what it passes, when that names an interpreter.
module.exports = {
  process: (_, file) => ({
    code: `module.exports = { __esModule: true, default: ${JSON.stringify(readFileSync(file, 'utf8'))} };`,
  }),
};
