// Prints what a run of jest came to: PASSED FAILED SKIPPED, and the file of the one test that failed, if it was one.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [report, exitCode] = process.argv.slice(2);
const { passed, failed, skipped, file } = read(report);
// A run without a test, and one that ended badly without saying why, are failures.
const untold = passed === 0 || (exitCode !== '0' && failed === 0) ? 1 : 0;
console.log(passed, failed + untold, skipped, untold === 0 && failed === 1 ? file : '');

function read(path) {
  try {
    const result = JSON.parse(readFileSync(path, 'utf8'));
    const broken = result.testResults.filter(({ status }) => status === 'failed');
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
      skipped: result.numPendingTests,
      file: broken.length === 1 ? relative(process.cwd(), broken[0].name) : '',
    };
  } catch {
    return { passed: 0, failed: 0, skipped: 0, file: '' };
  }
}
