/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // A deadline for what hangs; how long a busy computer takes is not a failure.
  testTimeout: 120_000,
  roots: ['<rootDir>'],
  testMatch: ['<rootDir>/main.test.ts', '<rootDir>/{lib,bootstrap,scripts,e2e/lab,e2e/harness}/**/*.test.ts'],
  transform: { '\\.ts$': '<rootDir>/scripts/jest-esbuild.cjs', '\\.sh$': '<rootDir>/scripts/jest-text.cjs' },
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
};
