import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import type { StrippedCrd } from './crd-documents';
import { ImportError } from './import-error';

const HEADER = `// Made by "npm run imports" with cdk8s import from the CRDs that cdk8s.yaml lists; edits are lost.
// @ts-nocheck
/* eslint-disable */
`;

/** Runs `cdk8s import` on the CRDs and leaves one TypeScript file a group in the folder. */
export async function importClasses(crds: readonly StrippedCrd[], folder: string): Promise<void> {
  const input = join(folder, 'crds.yaml');
  const output = join(folder, 'cdk8s');
  mkdirSync(output, { recursive: true });
  writeFileSync(input, crds.map(({ document }) => stringify(document)).join('---\n'));
  await runCdk8s(['import', input, '--language', 'typescript', '--output', output, '--no-save']);
  for (const file of readdirSync(output)) {
    writeFileSync(join(folder, file), HEADER + readFileSync(join(output, file), 'utf8'));
  }
  rmSync(input);
  rmSync(output, { recursive: true });
}

async function runCdk8s(args: readonly string[]): Promise<void> {
  const require = createRequire(__filename);
  const packageFile = require.resolve('cdk8s-cli/package.json');
  const { bin } = require(packageFile) as { readonly bin: { readonly cdk8s: string } };
  const command = [join(dirname(packageFile), bin.cdk8s), ...args];
  // Run outside the package: cdk8s would read cdk8s.yaml and add its own imports.
  const options = { cwd: dirname(args[1] ?? '.'), env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' } };
  try {
    await promisify(execFile)(process.execPath, command, options);
  } catch (error) {
    const { stderr, message } = error as { readonly stderr?: string; readonly message: string };
    const said = stderr?.trim() ?? '';
    const cure = 'Check the CRDs, or run npm ci.';
    throw new ImportError('cdk8s import', said === '' ? message : said, 'exit code 0', cure);
  }
}
