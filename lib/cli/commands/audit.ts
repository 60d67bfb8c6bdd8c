import { resolve } from 'node:path';
import type { AuditResult, Severity } from '../../audit/audit-result';
import type { Baseline } from '../../audit/baseline';
import type { LoadedAudit } from '../audit/load-audit';
import type { Problem } from '../../spec/problem';
import { AUDIT_FORMATS } from '../audit/render-audit';
import { type Command, FLAGS, type Invocation, type Streams } from '../command';
import { EXIT, type ExitCode } from '../exit-codes';
import { UsageError } from '../usage-error';
import { toolVersion } from '../version';
import { writeResult } from '../write-result';

export const audit: Command = {
  name: 'audit',
  summary: 'Find single points of failure in manifests.',
  positionals: '[PATH...]',
  description:
    'Judges files, folders and stdin (-) by the worst placement that Kubernetes allows. Without a path: dist/ and flux/, with the nodes and waivers of cluster.yaml. Of folders, .yaml, .yml and .json are read; hidden folders and node_modules are not.',
  flags: {
    spec: FLAGS.spec,
    nodes: { summary: 'A cluster file, a file of Node objects, or a number of equal nodes.', value: 'NODES' },
    format: { ...FLAGS.format, choices: AUDIT_FORMATS },
    output: FLAGS.output,
    'fail-on': {
      summary: 'The least severity that fails.',
      value: 'SEVERITY',
      choices: ['outage', 'degrades', 'inconclusive', 'advisory', 'never'],
      default: 'outage',
    },
    diff: {
      summary: 'Tell only what a change adds to a folder or a git revision, and stop dangerous removals.',
      value: 'BASE',
    },
    waivers: { summary: 'A file with findings that are accepted.', value: 'FILE', multiple: true },
    baseline: { summary: 'Accept the findings of this file.', value: 'FILE' },
    'write-baseline': { summary: 'Write the findings to a file for --baseline.', value: 'FILE' },
    knowledge: { summary: 'A file with what you know of operators, programs and provisioners.', value: 'FILE' },
    render: { summary: 'Let helm render releases whose chart is in this folder, and judge that.', value: 'CHARTS' },
    fix: { summary: 'Print the fixes as a patch.' },
    write: { summary: 'With --fix: write them.' },
    quiet: FLAGS.quiet,
  },
  run: async (invocation, streams) => {
    if (invocation.isSet('write') && !invocation.isSet('fix'))
      throw new UsageError('--write', '--fix --write', 'See the patch first: zero-spof audit --fix');
    const { loadAudit } = await import('../audit/load-audit');
    const loaded = await loadAudit(invocation, streams);
    const baseline = await readBaseline(invocation.text('baseline'), streams.cwd);
    const result = await judge(loaded, baseline, invocation, streams);
    await printProblems(loaded.problems, invocation, streams);
    tellMended(result, baseline, invocation, streams);
    await writeBaseline(result, invocation, streams);
    if (invocation.isSet('fix')) {
      const { fixFiles } = await import('../audit/fix-files');
      writeResult(fixFiles(result, loaded.inputs.objects, invocation.isSet('write'), streams), invocation, streams);
    } else await printResult(result, loaded.problems, invocation, streams);
    return exitCode(result, loaded.problems, invocation);
  },
};

async function judge(
  loaded: LoadedAudit,
  baseline: Baseline | undefined,
  invocation: Invocation,
  streams: Streams,
): Promise<AuditResult> {
  const { judgeInputs } = await import('../audit/judge-inputs');
  const today = streams.now().toISOString().slice(0, 10);
  const more = baseline === undefined ? {} : { baseline };
  const base = invocation.text('diff');
  if (base === undefined) return judgeInputs(loaded.inputs, loaded, today, more);
  const [{ readBase }, { judgeRemovals }, { onlyNew }] = await Promise.all([
    import('../../io/read-base'),
    import('../../audit/firewall'),
    import('../../audit/only-new'),
  ]);
  if (loaded.paths.includes('-'))
    throw new UsageError('- with --diff', 'files or folders', 'Name the folder that changed.');
  const before = await readBase(streams.cwd, base, loaded.paths);
  const findings = judgeRemovals(before.objects, loaded.inputs.objects);
  return onlyNew(judgeInputs(loaded.inputs, loaded, today, { ...more, findings }), judgeInputs(before, loaded, today));
}

async function readBaseline(file: string | undefined, cwd: string): Promise<Baseline | undefined> {
  if (file === undefined) return undefined;
  const [{ parseBaseline }, { readInputText }, { ProblemsError }] = await Promise.all([
    import('../../io/baseline-file'),
    import('../../io/read-input-text'),
    import('../../spec/problem'),
  ]);
  const text = readInputText({ name: file, path: resolve(cwd, file), isNamed: true });
  if (typeof text !== 'string') throw new ProblemsError([text]);
  return parseBaseline(file, text);
}

/** What a baseline accepts although it is mended would come back unseen. */
function tellMended(
  { findings, leftOut }: AuditResult,
  baseline: Baseline | undefined,
  invocation: Invocation,
  { stderr }: Streams,
): void {
  // Of a change, only what it adds is known.
  if (baseline === undefined || leftOut !== undefined || invocation.isSet('quiet')) return;
  const there = new Set(findings.map((f) => f.fingerprint));
  const mended = [...baseline.keys()].filter((fingerprint) => !there.has(fingerprint)).length;
  if (mended === 0) return;
  const file = invocation.text('baseline') ?? '';
  const verb = mended === 1 ? 'is' : 'are';
  stderr.write(
    `${mended} of the ${baseline.size} findings in ${file} ${verb} mended. Write it again, so that none comes back unseen.\n`,
  );
}

async function writeBaseline(result: AuditResult, invocation: Invocation, { cwd, stderr }: Streams): Promise<void> {
  const file = invocation.text('write-baseline');
  if (file === undefined) return;
  const { printBaseline } = await import('../../io/baseline-file');
  const { writeFile } = await import('../../io/write-file');
  writeFile(resolve(cwd, file), printBaseline(result));
  if (invocation.isSet('quiet')) return;
  stderr.write(`The findings are in ${file}. From now on: zero-spof audit --baseline ${file}\n`);
}

/** Problems go to people by stderr; the other formats carry them in the result. */
async function printProblems(problems: readonly Problem[], invocation: Invocation, { stderr }: Streams): Promise<void> {
  const shown = invocation.isSet('quiet') ? problems.filter((p) => p.severity === 'error') : problems;
  if (shown.length === 0 || invocation.text('format') !== 'text') return;
  const { renderProblems } = await import('../../report/problems-text');
  stderr.write(`${renderProblems(shown, invocation.errorColor, 'What was not read was not judged.')}\n`);
}

async function printResult(
  result: AuditResult,
  problems: readonly Problem[],
  invocation: Invocation,
  streams: Streams,
): Promise<void> {
  const { renderAuditAs } = await import('../audit/render-audit');
  const { allRuleTexts } = await import('../../audit/all-rule-texts');
  const report = { result, problems, rules: allRuleTexts, failOn: threshold(invocation), toolVersion: toolVersion() };
  writeResult(await renderAuditAs(invocation.text('format') ?? 'text', report, invocation.color), invocation, streams);
}

function threshold(invocation: Invocation): Severity | undefined {
  const word = invocation.text('fail-on');
  return word === 'never' ? undefined : (word as Severity);
}

function exitCode({ summary }: AuditResult, problems: readonly Problem[], invocation: Invocation): ExitCode {
  if (problems.some((p) => p.severity === 'error')) return EXIT.usage;
  if (invocation.isSet('write-baseline')) return EXIT.clean;
  const failing: readonly Severity[] = ['outage', 'degrades', 'inconclusive', 'advisory'];
  const least = threshold(invocation);
  const count = least === undefined ? 0 : failing.indexOf(least) + 1;
  return failing.slice(0, count).some((severity) => summary[severity] > 0) ? EXIT.findings : EXIT.clean;
}
