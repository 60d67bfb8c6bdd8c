import { resolve } from 'node:path';
import type { TreePlan } from '../../io/plan-trees';
import { type Command, FLAGS } from '../command';
import { EXIT } from '../exit-codes';
import { toolVersion } from '../version';
import { writeResult } from '../write-result';

export const synth: Command = {
  name: 'synth',
  summary: 'Make dist/ and flux/ from cluster.yaml.',
  description: 'Both folders are replaced as a whole, or not at all. With --check nothing is written, and the exit code is 1 where a file would change.',
  flags: {
    spec: FLAGS.spec,
    check: { summary: 'Write nothing; exit with 1 where a file would change.' },
    out: { summary: 'Folder that holds dist/ and flux/.', value: 'DIR', default: '.' },
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
    const { spec, warnings } = loadSpec(streams.cwd, file);

    const { synthesize } = await import('../../synth/synthesize');
    const { fetchCharts } = await import('../../io/fetch-charts');
    const synthesis = synthesize(spec, await fetchCharts(spec, streams.cwd));
    const { planTrees } = await import('../../io/plan-trees');
    const { replaceTrees } = await import('../../io/replace-trees');

    const text = invocation.text('format') === 'text';
    const announce = (plan: TreePlan): void => {
      if (invocation.isSet('quiet') || !text) return;
      streams.stderr.write(`${file}  ${describeCluster(spec)}\n${renderWarnings([...warnings, ...synthesis.warnings, ...plan.problems], invocation.color)}\n`);
    };
    const root = resolve(streams.cwd, invocation.text('out') ?? '.');
    const trees = { dist: synthesis.dist, flux: synthesis.flux };
    const plan = check ? planTrees(root, trees) : await replaceTrees(root, trees, announce);
    if (check) announce(plan);

    const result = synthResult(plan.folders, synthesis.charts, check);
    if (text) {
      if (!invocation.isSet('quiet')) writeResult(renderSynth(result, invocation.color), invocation, streams);
    } else {
      const { renderSynthJson } = await import('../../report/synth-json');
      writeResult(renderSynthJson(result, [...warnings, ...synthesis.warnings, ...plan.problems], toolVersion()), invocation, streams);
    }
    return check && result.files.some((f) => f.change !== 'unchanged') ? EXIT.findings : EXIT.clean;
  },
};
