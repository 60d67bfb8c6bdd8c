import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FetchedChart } from '../../charts/user-chart';
import type { TreePlan } from '../../io/plan-trees';
import { asProblemsError } from '../../io/write-problem';
import type { Problem } from '../../spec/problem';
import { type Command, FLAGS } from '../command';
import { EXIT } from '../exit-codes';
import { toolVersion } from '../version';
import { writeResult } from '../write-result';

export const synth: Command = {
  name: 'synth',
  summary: 'Make dist/ and flux/ from cluster.yaml.',
  description:
    'Both folders are replaced as a whole, or not at all. With --check nothing is written, and the exit code is 1 where a file would change.',
  flags: {
    spec: FLAGS.spec,
    check: { summary: 'Write nothing; exit with 1 where a file would change.' },
    out: { summary: 'Folder that holds dist/ and flux/. Default: the working directory.', value: 'DIR' },
    format: { ...FLAGS.format, choices: ['text', 'json'] },
    output: FLAGS.output,
    quiet: FLAGS.quiet,
  },
  run: async (invocation, streams) => {
    const { loadSpec } = await import('../load-spec');
    const { synthResult } = await import('../../synth/synth-result');
    const { renderSynth, renderWarnings } = await import('../../report/synth-text');
    const { describeCluster } = await import('../../report/describe-cluster');
    const file = invocation.text('spec') ?? FLAGS.spec.default;
    const check = invocation.isSet('check');
    const { spec, warnings: doubts } = loadSpec(streams.cwd, file);

    const { synthesize } = await import('../../synth/synthesize');
    const { fetchCharts } = await import('../../io/fetch-charts');
    const { withTemporaryFolder } = await import('../../io/with-temporary-folder');
    const charts = fetchCharts(spec, streams.cwd);
    const warnings = doubts.map((warning) => withDigest(warning, charts));
    const synthesis = charts.length === 0 ? synthesize(spec) : withTemporaryFolder(() => synthesize(spec, charts));
    const { planTrees } = await import('../../io/plan-trees');
    const { replaceTrees } = await import('../../io/replace-trees');

    const text = invocation.text('format') === 'text';
    const announce = (plan: TreePlan): void => {
      if (invocation.isSet('quiet') || !text) return;
      streams.stderr.write(
        `${file}  ${describeCluster(spec)}\n${renderWarnings([...warnings, ...synthesis.warnings, ...plan.problems], invocation.errorColor)}\n`,
      );
    };
    const root = resolve(streams.cwd, invocation.text('out') ?? '.');
    if (!check) makeFolder(root);
    const trees = { dist: synthesis.dist, flux: synthesis.flux };
    const plan = check ? planTrees(root, trees) : await replaceTrees(root, trees, announce);
    if (check) announce(plan);

    const result = synthResult(plan.folders, synthesis.charts, check);
    if (text) {
      if (!invocation.isSet('quiet') || invocation.text('output') !== undefined)
        writeResult(renderSynth(result, invocation.color), invocation, streams);
    } else {
      const { renderSynthJson } = await import('../../report/synth-json');
      writeResult(
        renderSynthJson(result, [...warnings, ...synthesis.warnings, ...plan.problems], toolVersion()),
        invocation,
        streams,
      );
    }
    return check && result.files.some((f) => f.change !== 'unchanged') ? EXIT.findings : EXIT.clean;
  },
};

/** Tells the digest that `chart-not-pinned` asks for: nobody knows it before the download. */
function withDigest(problem: Problem, charts: readonly FetchedChart[]): Problem {
  const digest = problem.code === 'chart-not-pinned' ? charts[Number(problem.path?.[1])]?.digest : undefined;
  return digest === undefined ? problem : { ...problem, found: `${problem.found}: it is ${digest}` };
}

/** @throws ProblemsError output-not-writable */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw asProblemsError(path, error);
  }
}
