import { basename, dirname } from 'node:path';
import { runCli } from './lib/cli/run-cli';

/** The app of cdk8s.yaml: `cdk8s synth` empties and names dist/, this makes dist/ and flux/ anew. */
const outdir = process.env['CDK8S_OUTDIR'] ?? 'dist';
if (basename(outdir) !== 'dist')
  throw new Error(`found output folder ${outdir}; expected one called dist: flux/ names its files by that path`);

const { stdout, stderr, stdin, env } = process;
const now = () => new Date();
void runCli(['synth', '--quiet', '--out', dirname(outdir)], {
  stdout,
  stderr,
  stdin,
  env,
  cwd: process.cwd(),
  now,
}).then((code) => {
  process.exitCode = code;
});
