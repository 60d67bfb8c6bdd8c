// The one TypeScript transform: the same esbuild that bundles the command line.
const { transformSync } = require('esbuild');

module.exports = {
  process(source, file) {
    const { code, map } = transformSync(source, {
      loader: 'ts',
      format: 'cjs',
      target: 'node20.19',
      sourcefile: file,
      sourcemap: 'both',
      supported: { 'dynamic-import': false },
    });
    return { code, map };
  },
};
