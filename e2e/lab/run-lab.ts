import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { parseArgs } from 'node:util';
import { type Cluster, startCluster } from '../harness/cluster/cluster';
import type { SettingsChange } from '../harness/cluster/settings';
import { component } from '../harness/components';
import type { Experiment } from './experiment';
import { experiments } from './experiments';
import { EARLIER_SOURCE } from './measured-earlier';
import { LAB_COMPONENTS, type ObserverOptions } from './observers';
import { readSettings } from './read-settings';
import { runTrial } from './run-trial';
import { summarize } from './summary';
import { showTable } from './table';
import type { Trial } from './time-line';

const USAGE = `npm run lab [-- EXPERIMENT… --repeat N --json FILE --observers N --set SECTION.KEY=VALUE --list]
  Breaks real clusters on this computer and measures what their users see. Needs root.
  EXPERIMENT  some of the list; all without any
  --repeat    how often each is done (3)
  --json      writes every time line to the file as well
  --observers only on so many hosts, agents first (all): each takes its share of the computer that it measures
  --set       changes a setting from Kubernetes' and etcd's defaults, such as etcd.electionMs=5000; again for more
  --list      says which experiments there are
`;

void main(process.argv.slice(2)).then((code) => (process.exitCode = code));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    process.stderr.write(options);
    return 2;
  }
  if (options.help) return print(USAGE);
  if (options.list) return print(`${experiments.map(({ id, title }) => `${id.padEnd(30)} ${title}`).join('\n')}\n`);
  const { chosen, repeat, change, observe } = options;
  const trials = new Map<Experiment, readonly Trial[]>();
  const failed: string[] = [];
  for (const group of groupByCluster(chosen)) await runGroup(group, repeat, change, observe, trials, failed);
  const summaries = [...trials].map(([experiment, done]) => summarize(experiment, done));
  process.stdout.write(showTable(summaries));
  if (options.json !== undefined) {
    const all = { ...context(), earlier: EARLIER_SOURCE, summaries, trials: [...trials.values()].flat() };
    writeFileSync(options.json, `${JSON.stringify(all, undefined, 1)}\n`);
  }
  for (const line of failed) say(line);
  return failed.length === 0 ? 0 : 1;
}

interface Options {
  readonly chosen: readonly Experiment[];
  readonly repeat: number;
  readonly change: SettingsChange;
  readonly observe: ObserverOptions;
  readonly json: string | undefined;
  readonly list: boolean;
  readonly help: boolean;
}

/** @returns a message when they are wrong */
function readOptions(args: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...{ repeat: { type: 'string', default: '3' }, json: { type: 'string' }, list: { type: 'boolean' } },
        observers: { type: 'string' },
        ...{ set: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } },
      },
    });
    const ids = experiments.map(({ id }) => id);
    const unknown = positionals.filter((id) => !ids.includes(id));
    if (unknown.length > 0) return `found ${unknown.join(', ')}; expected some of ${ids.join(', ')}\n`;
    const repeat = Number(values.repeat);
    const observers = values.observers === undefined ? undefined : Number(values.observers);
    for (const [flag, count] of Object.entries({ repeat, observers }))
      if (count !== undefined && !(Number.isInteger(count) && count >= 1))
        return `--${flag}: found ${String(values[flag as 'repeat' | 'observers'])}; expected 1 or more\n`;
    return {
      ...{ repeat, json: values.json, list: values.list ?? false, help: values.help ?? false },
      chosen: experiments.filter(({ id }) => positionals.length === 0 || positionals.includes(id)),
      change: readSettings(values.set ?? []),
      observe: observers === undefined ? {} : { observers },
    };
  } catch (error) {
    return `${(error as Error).message}\n${USAGE}`;
  }
}

/** Experiments that can share a cluster. */
function groupByCluster(chosen: readonly Experiment[]): readonly (readonly Experiment[])[] {
  const groups = new Map<string, Experiment[]>();
  for (const experiment of chosen) {
    const key = JSON.stringify(experiment.cluster);
    groups.set(key, [...(groups.get(key) ?? []), experiment]);
  }
  return [...groups.values()];
}

/** Repetitions take turns, so that a computer that is busy for a minute disturbs no experiment alone. */
async function runGroup(
  group: readonly Experiment[],
  repeat: number,
  change: SettingsChange,
  observe: ObserverOptions,
  trials: Map<Experiment, readonly Trial[]>,
  failed: string[],
): Promise<void> {
  let cluster: Cluster | undefined;
  try {
    for (let repetition = 1; repetition <= repeat; repetition++)
      for (const experiment of group) {
        say(`${experiment.id}, ${repetition} of ${repeat}; load of the computer ${(loadavg()[0] ?? 0).toFixed(1)}`);
        try {
          cluster ??= await startCluster({ ...experiment.cluster, change });
          const own = cluster;
          const trial = await own.keepingLogs(async () => runTrial(own, experiment, observe));
          trials.set(experiment, [...(trials.get(experiment) ?? []), trial]);
        } catch (error) {
          failed.push(`${experiment.id} failed: ${(error as Error).message}`);
          // What it left is not known: the next begins anew.
          await cluster?.stop();
          cluster = undefined;
        }
      }
  } finally {
    await cluster?.stop();
  }
}

/** What the figures depend on, beside the settings that each trial holds. */
function context() {
  const versions = Object.fromEntries(LAB_COMPONENTS.map((name) => [name, component(name).version]));
  return { versions, computer: { cores: cpus().length, kernel: release() } };
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function say(line: string): void {
  process.stderr.write(`lab: ${line}\n`);
}
