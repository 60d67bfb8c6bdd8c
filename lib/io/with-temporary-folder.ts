import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs something while temporary files go to a folder of their own, which is gone afterwards. cdk8s' Helm leaves the
 * values and the manifests of every chart behind, and any user of the computer may read them.
 */
export function withTemporaryFolder<T>(run: () => T): T {
  const before = process.env['TMPDIR'];
  const folder = mkdtempSync(join(tmpdir(), 'zero-spof-'));
  process.env['TMPDIR'] = folder;
  try {
    return run();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(folder, { recursive: true, force: true });
  }
}
