import type { ClusterModel } from '../../model/cluster-model';
import { type Command, FLAGS, type Invocation, type Streams } from '../command';
import { EXIT, type ExitCode } from '../exit-codes';
import type { LoadedSimulation } from '../simulate/load-simulation';
import { parseCount } from '../simulate/parse-count';
import type { SimulationResult } from '../../simulate/simulation-result';
import { UsageError } from '../usage-error';
import { toolVersion } from '../version';
import { writeResult } from '../write-result';

export const simulate: Command = {
  name: 'simulate',
  summary: 'Fail nodes on paper: what goes down, and for how long.',
  positionals: '[PATH...]',
  description:
    'Reads files, folders and stdin (-) as audit does. Without a path: dist/ and flux/, with the nodes of cluster.yaml. Verdicts hold in the worst placement that Kubernetes allows; --place shows the likely one. Without --fail every single failure is tried: of each pod, node, zone, disk and link of servers, of what is outside, and drains. The exit code is 1 where one of them stops something until someone acts.',
  flags: {
    spec: FLAGS.spec,
    nodes: { summary: 'A cluster file, a file of Node objects, or a number of equal nodes.', value: 'NODES' },
    fail: {
      summary:
        'Only these: node/A, nodes/A+B, zone/Z, pod/NAMESPACE/NAME, hang/NAMESPACE/NAME, disk/A, link/A+B, relay/A+B, partition/A+B,C, control-plane/majority, outside/git, drain/A, upgrade/A,B, sequence/A,B.',
      value: 'ID',
      multiple: true,
    },
    all: { summary: 'Every single failure, also beside --fail.' },
    order: { summary: 'Also sets of so many nodes that fail together; cut sets up to this size.', value: 'NUMBER' },
    explain: { summary: 'Show how each time is made up, and where its parts are known from.' },
    'what-if': {
      summary: 'Simulate the own cluster with this patch on cluster.yaml, and tell what it changes.',
      value: 'FILE',
    },
    'max-outage': { summary: 'Fail where a single failure can stop a service for longer.', value: 'SECONDS' },
    'time-limit': { summary: 'Stop after so long, and say what is missing.', value: 'SECONDS' },
    'start-seconds': {
      summary: 'How long an image and its program take at most.',
      value: 'SECONDS',
      default: '60',
    },
    place: { summary: 'Show where kube-scheduler puts the pods, instead of failures.' },
    seed: {
      summary: 'Decides between nodes that are equally good.',
      value: 'NUMBER',
      default: '1',
    },
    format: { ...FLAGS.format, choices: ['text', 'json', 'html'] },
    output: FLAGS.output,
    knowledge: { summary: 'A file with what you know of operators, programs and provisioners.', value: 'FILE' },
    quiet: FLAGS.quiet,
  },
  run: async (invocation, streams) => {
    if (invocation.isSet('place') && invocation.text('format') === 'html')
      throw new UsageError('--place --format html', 'text or json', 'The page is for failures.');
    const { loadSimulation } = await import('../simulate/load-simulation');
    const loaded = await loadSimulation(invocation, streams);
    await printProblems(loaded, invocation, streams);
    return invocation.isSet('place') ? place(loaded, invocation, streams) : fail(loaded, invocation, streams);
  },
};

async function fail(
  { model, problems }: LoadedSimulation,
  invocation: Invocation,
  streams: Streams,
): Promise<ExitCode> {
  const [{ untilInterrupted }, { isFailed }] = await Promise.all([
    import('../../io/interrupt'),
    import('../simulate/is-failed'),
  ]);
  const start = streams.now().getTime();
  const patch = invocation.text('what-if');
  const after =
    patch === undefined ? model : (await import('../simulate/load-what-if')).loadWhatIf(patch, invocation, streams);
  return untilInterrupted(async (interrupt) => {
    const result = await run(after, { start }, invocation, streams, interrupt);
    const changes =
      patch === undefined
        ? undefined
        : (await import('../../simulate/compare-results')).compareResults(
            await run(model, { start, lenient: true }, invocation, streams, interrupt),
            result,
          );
    writeResult(
      await render({ ...result, ...(changes ? { changes } : {}) }, problems, invocation),
      invocation,
      streams,
    );
    return exitCode(problems, isFailed(result, invocation));
  });
}

/** @param options `lenient`: failures that this cluster does not have are left out */
async function run(
  model: ClusterModel,
  options: { readonly start: number; readonly lenient?: boolean },
  invocation: Invocation,
  streams: Streams,
  interrupt: AbortSignal,
): Promise<SimulationResult> {
  const [{ makeWorld }, { makeWorkbench }, { clusterSettings }, { planFailures }, { runSimulation }] =
    await Promise.all([
      import('../../simulate/world/world'),
      import('../../simulate/judge/workbench'),
      import('../simulate/cluster-settings'),
      import('../simulate/plan-failures'),
      import('../simulate/run-simulation'),
    ]);
  const world = makeWorld(model, clusterSettings(model, invocation));
  const bench = makeWorkbench(world, parseCount(invocation, 'seed', 1));
  return runSimulation(bench, planFailures(invocation, bench, streams, options), streams, interrupt);
}

async function render(
  result: SimulationResult,
  problems: LoadedSimulation['problems'],
  invocation: Invocation,
): Promise<string> {
  if (invocation.text('format') === 'json') {
    const { renderSimulationJson } = await import('../../report/simulation/simulation-json');
    return renderSimulationJson(result, problems, toolVersion());
  }
  if (invocation.text('format') === 'html')
    return (await import('../../report/simulation/simulation-html')).renderSimulationHtml(result);
  const { renderSimulation } = await import('../../report/simulation/simulation-text');
  const { renderWhatIf } = await import('../../report/simulation/what-if-text');
  const head = result.changes ? renderWhatIf(invocation.text('what-if') ?? '', result.changes, invocation.color) : '';
  return (
    head +
    renderSimulation(result, {
      all: invocation.list('fail').length === 0 || invocation.isSet('all'),
      explain: invocation.isSet('explain'),
      color: invocation.color,
    })
  );
}

async function place({ model, problems }: LoadedSimulation, invocation: Invocation, streams: Streams) {
  const { simulatePlacement } = await import('../../simulate/placement/simulate-placement');
  const result = simulatePlacement(model, parseCount(invocation, 'seed', 1));
  if (invocation.text('format') === 'json') {
    const { renderPlacementJson } = await import('../../report/simulation/placement-json');
    writeResult(renderPlacementJson(result, problems, toolVersion()), invocation, streams);
  } else {
    const { renderPlacement } = await import('../../report/simulation/placement-text');
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
