#!/usr/bin/env node
// Compiles the validators and bundles the command line into build/. Packages stay outside the bundle: cdk8s' Helm and
// Include need files beside their own.
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'build', 'stamp');
const SOURCES = ['lib', 'bootstrap', 'imports', 'scripts', 'package.json'];

/** Builds when a source is newer than the last build. */
export async function buildIfStale() {
  const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  if (SOURCES.some((source) => isNewer(join(root, source), built))) await build();
}

function isNewer(path, time) {
  if (!existsSync(path)) return false;
  const stat = statSync(path);
  // The folder's own time changes when a file is added or removed.
  if (stat.mtimeMs > time) return true;
  return stat.isDirectory() && readdirSync(path).some((name) => isNewer(join(path, name), time));
}

async function build() {
  const started = new Date();
  const [{ build: bundle }, { compileValidators }] = await Promise.all([import('esbuild'), import('./compile-validators.mjs')]);
  mkdirSync(join(root, 'build'), { recursive: true });
  await compileValidators(join(root, 'build', 'validators'));
  await bundle({
    absWorkingDir: root,
    entryPoints: { cli: 'lib/cli/main.ts', 'helm-as-json': 'lib/helm/helm-as-json.ts' },
    outdir: 'build',
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    packages: 'external',
    legalComments: 'none',
    logLevel: 'warning',
    banner: { js: '#!/usr/bin/env node' },
  });
  chmodSync(join(root, 'build', 'helm-as-json.js'), 0o755);
  writeFileSync(stamp, '');
  // What was edited while the build ran is newer than it.
  utimesSync(stamp, started, started);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
