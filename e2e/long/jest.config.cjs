/** `npm run e2e:long`: what takes longer than all of e2e should. @type {import('jest').Config} */
module.exports = {
  ...require('../jest.config.cjs'),
  rootDir: '../..',
  testMatch: ['<rootDir>/e2e/long/*.test.ts'],
  testTimeout: 600_000,
};
