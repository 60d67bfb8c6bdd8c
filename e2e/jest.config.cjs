/** What is proved with real components. One after the other, so that times mean something; run-e2e.mjs has two such lanes. @type {import('jest').Config} */
module.exports = {
  rootDir: '..',
  roots: ['<rootDir>/e2e'],
  testEnvironment: '<rootDir>/e2e/jest-environment.cjs',
  testMatch: ['<rootDir>/e2e/*.test.ts'],
  transform: { '\\.ts$': '<rootDir>/scripts/jest-esbuild.cjs', '\\.sh$': '<rootDir>/scripts/jest-text.cjs' },
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
  maxWorkers: 1,
  testTimeout: 300_000,
  verbose: true,
};
