import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { waiversInAnnotations, type WaiverEntry } from '../../audit/waivers';
import { readInputText } from '../../io/read-input-text';
import type { Inputs } from '../../io/read-inputs';
import { readWaivers } from '../../io/read-waivers';
import type { ModelOptions } from '../../model/build-model';
import { type Problem, ProblemsError } from '../../spec/problem';
import type { Invocation, Streams } from '../command';
import { loadInputs } from '../load-inputs';

/** What an audit judges, and around it. */
export interface LoadedAudit {
  readonly paths: readonly string[];
  readonly inputs: Inputs;
  readonly options: ModelOptions;
  readonly waivers: readonly WaiverEntry[];
  readonly problems: readonly Problem[];
}

/**
 * Reads what the arguments name, with the waivers; those of the own cluster are in cluster.yaml.
 *
 * @throws ProblemsError for a wrong cluster file, nodes, knowledge, file of waivers or folder of charts
 */
export async function loadAudit(invocation: Invocation, streams: Streams): Promise<LoadedAudit> {
  const { paths, inputs: read, options: given, specFile } = await loadInputs(invocation, streams);
  const charts = invocation.text('render');
  const { inputs, rendered } =
    charts === undefined
      ? { inputs: read, rendered: undefined }
      : (await import('../../io/render-releases')).renderReleases(read, charts, streams.cwd);
  const options = rendered === undefined ? given : { ...given, rendered };
  const waivers = [
    ...(specFile === undefined ? [] : loadWaivers(streams.cwd, specFile, true)),
    ...invocation.list('waivers').flatMap((file) => loadWaivers(streams.cwd, file, false)),
  ];
  return {
    paths,
    inputs,
    options,
    waivers: [...waiversInAnnotations(inputs.objects), ...waivers],
    problems: inputs.problems,
  };
}

/** A cluster file need not have any; a file that is named for its waivers does. */
function loadWaivers(cwd: string, file: string, isSpec: boolean): readonly WaiverEntry[] {
  const text = readInputText({ name: file, path: resolve(cwd, file), isNamed: true });
  if (typeof text !== 'string') throw new ProblemsError([text]);
  if (isSpec && !/^waivers:/m.test(text)) return [];
  const { entries, problems } = readWaivers(file, text);
  if (problems.length > 0) throw new ProblemsError(problems);
  return entries;
}

/** The text of an input file, for changing it. */
export function textOf(cwd: string, file: string): string {
  return readFileSync(resolve(cwd, file), 'utf8');
}
