#!/usr/bin/env node
// Compiles the validators and bundles the command line, with the packages that it uses, into build/.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, 'build');
const { STAMP } = createRequire(import.meta.url)('./is-stale.cjs');

export async function build() {
  const started = new Date();
  const [{ build: bundle }, { compileValidators }] = await Promise.all([
    import('esbuild'),
    import('./compile-validators.mjs'),
  ]);
  mkdirSync(out, { recursive: true });
  for (const file of readdirSync(out)) if (file.endsWith('.cache')) rmSync(join(out, file));
  await compileValidators(join(out, 'validators'));
  const { metafile } = await bundle({
    absWorkingDir: root,
    entryPoints: { cli: 'lib/cli/main.ts', 'helm-as-json': 'lib/helm/helm-as-json.ts' },
    outdir: 'build',
    bundle: true,
    charset: 'ascii',
    loader: { '.sh': 'text' },
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    metafile: true,
    legalComments: 'none',
    logLevel: 'error',
  });
  makeProgram(join(out, 'helm-as-json.js'));
  // cdk8s runs this file of its own, beside the code that loads YAML.
  const { metafile: loader } = await bundle({
    absWorkingDir: root,
    entryPoints: ['node_modules/cdk8s/lib/_loadurl.mjs'],
    outfile: 'build/_loadurl.mjs',
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    metafile: true,
    legalComments: 'none',
    logLevel: 'error',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  writeFileSync(join(out, 'THIRD-PARTY-LICENSES.txt'), licences({ ...metafile.inputs, ...loader.inputs }));
  writeFileSync(STAMP, '');
  // What was edited while the build ran is newer than it.
  utimesSync(STAMP, started, started);
  await warmUp();
}

/** A script that runs by itself: cdk8s' Helm construct takes the path of a program. */
function makeProgram(file) {
  writeFileSync(file, `#!/usr/bin/env node\n${readFileSync(file, 'utf8')}`);
  chmodSync(file, 0o755);
}

/** The licence of every package in the bundle. */
function licences(inputs) {
  const packages = new Set(
    Object.keys(inputs).flatMap((path) => /.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []),
  );
  return [...packages]
    .sort()
    .map((path) => {
      const folder = join(root, path);
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((f) => /^licen[cs]e/i.test(f));
      return `== ${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : license}\n`;
    })
    .join('\n');
}

/** Runs what is to start fast, for a cluster of its own, so that the code caches hold what that runs. */
async function warmUp() {
  const folder = mkdtempSync(join(tmpdir(), 'zero-spof-build-'));
  try {
    copyFileSync(join(root, 'examples/first-user.yaml'), join(folder, 'cluster.yaml'));
    await runIn(folder, 'synth');
    await Promise.all(['help', 'validate', 'audit', 'simulate'].map((verb) => runIn(folder, verb)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runIn(cwd, verb) {
  const env = { ...process.env, ZERO_SPOF_WRITE_CODE_CACHE: '1' };
  const call = spawn(process.execPath, [join(root, 'bin/zero-spof.cjs'), verb], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [stderr, [code]] = await Promise.all([text(call.stderr), once(call, 'close')]);
  // A finding is a result, too: 1.
  if (code === 0 || code === 1) return;
  rmSync(STAMP, { force: true });
  throw new Error(`the built command does not run: ${verb} ended with ${code}\n${stderr}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
