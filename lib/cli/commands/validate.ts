import { renderProblemsGithub } from '../../report/problems-github';
import { renderProblemsJson } from '../../report/problems-json';
import type { ParsedSpec } from '../../spec/parse-cluster-spec';
import { type Problem, ProblemsError } from '../../spec/problem';
import { type Command, FLAGS } from '../command';
import { EXIT } from '../exit-codes';
import { printProblems } from '../print-problems';
import { describeCluster } from '../../report/describe-cluster';
import { toolVersion } from '../version';
import { writeResult } from '../write-result';

export const validate: Command = {
  name: 'validate',
  summary: 'Check cluster.yaml and write nothing.',
  description: 'Reports every mistake at once, with its place. Warnings do not fail.',
  flags: { spec: FLAGS.spec, format: FLAGS.format, output: FLAGS.output, quiet: FLAGS.quiet },
  run: async (invocation, streams) => {
    const file = invocation.text('spec') ?? FLAGS.spec.default;
    const format = invocation.text('format');
    const { spec, problems } = await parse(streams.cwd, file);
    if (format === 'json') writeResult(renderProblemsJson(problems, toolVersion()), invocation, streams);
    else if (format === 'github') writeResult(renderProblemsGithub(problems), invocation, streams);
    else {
      const shown = invocation.isSet('quiet') ? problems.filter((p) => p.severity === 'error') : problems;
      printProblems(shown, streams.stderr, invocation.errorColor);
      if (spec && !invocation.isSet('quiet'))
        writeResult(`${file}  ${describeCluster(spec)}\n\nNext: zero-spof synth\n`, invocation, streams);
    }
    return spec ? EXIT.clean : EXIT.usage;
  },
};

async function parse(cwd: string, file: string): Promise<ParsedSpec> {
  const [{ readSpecFile }, { parseClusterSpec }] = await Promise.all([
    import('../../io/read-spec-file'),
    import('../../spec/parse-cluster-spec'),
  ]);
  try {
    return parseClusterSpec(readSpecFile(cwd, file), file);
  } catch (error) {
    if (error instanceof ProblemsError) return { problems: error.problems satisfies readonly Problem[] };
    throw error;
  }
}
