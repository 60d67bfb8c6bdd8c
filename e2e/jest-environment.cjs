const { TestEnvironment } = require('jest-environment-node');

/** Node, and a note for the tests' harness that something failed: then logs are kept. See e2e/harness/runs/keep-logs.ts. */
module.exports = class extends TestEnvironment {
  handleTestEvent({ name }) {
    if (['test_fn_failure', 'hook_failure', 'error'].includes(name)) this.global.zeroSpofTestFailed = true;
  }
};
