import { type Command, FLAGS, type Invocation, type Streams } from '../command';
import { EXIT, type ExitCode } from '../exit-codes';
import type { LoadedSimulation } from '../simulate/load-simulation';
import { parseCount } from '../simulate/parse-count';
import { UsageError } from '../usage-error';
import { toolVersion } from '../version';
import { writeResult } from '../write-result';

export const simulate: Command = {
  name: 'simulate',
  summary: 'Fail nodes on paper: what goes down, and for how long.',
  positionals: '[PATH...]',
  description:
    'Reads files, folders and stdin (-) as audit does. Without a path: dist/ and flux/, with the nodes of cluster.yaml. Verdicts hold in the worst placement that Kubernetes allows; --place shows the likely one.',
  flags: {
    spec: FLAGS.spec,
    nodes: { summary: 'A cluster file, a file of Node objects, or a number of equal nodes.', value: 'NODES' },
    place: { summary: 'Show where kube-scheduler puts the pods, instead of failures.' },
    seed: {
      summary: 'Decides between nodes that are equally good.',
      value: 'NUMBER',
      default: '1',
    },
    format: { ...FLAGS.format, choices: ['text', 'json'] },
    output: FLAGS.output,
    knowledge: { summary: 'A file with what you know of operators, programs and provisioners.', value: 'FILE' },
    quiet: FLAGS.quiet,
  },
  run: async (invocation, streams) => {
    if (!invocation.isSet('place')) throw new UsageError('no failure', '--place', 'See "zero-spof simulate --help".');
    const { loadSimulation } = await import('../simulate/load-simulation');
    const loaded = await loadSimulation(invocation, streams);
    await printProblems(loaded, invocation, streams);
    return place(loaded, invocation, streams);
  },
};

async function place({ model, problems }: LoadedSimulation, invocation: Invocation, streams: Streams) {
  const { simulatePlacement } = await import('../../simulate/placement/simulate-placement');
  const result = simulatePlacement(model, parseCount(invocation, 'seed', 1));
  if (invocation.text('format') === 'json') {
    const { renderPlacementJson } = await import('../../report/placement-json');
    writeResult(renderPlacementJson(result, problems, toolVersion()), invocation, streams);
  } else {
    const { renderPlacement } = await import('../../report/placement-text');
    writeResult(renderPlacement(result, invocation.color), invocation, streams);
  }
  const pending = result.steps.some(({ chosen }) => chosen === null);
  return exitCode(problems, pending);
}

/** Problems go to people by stderr; JSON carries them in the result. */
async function printProblems({ problems }: LoadedSimulation, invocation: Invocation, { stderr }: Streams) {
  const shown = invocation.isSet('quiet') ? problems.filter((p) => p.severity === 'error') : problems;
  if (shown.length === 0 || invocation.text('format') !== 'text') return;
  const { renderProblems } = await import('../../report/problems-text');
  stderr.write(`${renderProblems(shown, invocation.errorColor, 'What was not read was not simulated.')}\n`);
}

function exitCode(problems: LoadedSimulation['problems'], failed: boolean): ExitCode {
  if (problems.some((p) => p.severity === 'error')) return EXIT.usage;
  return failed ? EXIT.findings : EXIT.clean;
}
