// `npm run check`: everything besides the tests, all of it even where something fails.
import { spawnSync } from 'node:child_process';

const steps = [
  ['build', 'node', ['scripts/build.mjs']],
  ['types', 'tsc', ['--project', '.']],
  ['lint', 'eslint', ['.', '--max-warnings=0']],
  ['format', 'prettier', ['--check', '--log-level=warn', '.']],
  ['boundaries', 'depcruise', ['main.ts', 'lib', 'bootstrap', '--config', '.dependency-cruiser.cjs']],
  ['drift', 'node', ['bin/zero-spof.cjs', 'synth', '--check', '--quiet']],
  ['docs', 'tsx', ['scripts/docs.ts', '--check']],
  ['figures', 'tsx', ['scripts/figures.ts', '--check']],
];

const failed = steps.filter(([name, program, args]) => {
  console.log(`\n== ${name}`);
  const env = { ...process.env, PATH: `node_modules/.bin:${process.env.PATH}` };
  return spawnSync(program, args, { stdio: 'inherit', env }).status !== 0;
});
console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.map(([name]) => name).join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
