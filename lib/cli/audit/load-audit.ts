import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { waiversInAnnotations, type WaiverEntry } from '../../audit/waivers';
import { readInputText } from '../../io/read-input-text';
import { type Inputs, readInputs } from '../../io/read-inputs';
import { readWaivers } from '../../io/read-waivers';
import type { ModelOptions } from '../../model/build-model';
import { type Problem, ProblemsError } from '../../spec/problem';
import type { Invocation, Streams } from '../command';
import { loadSpec } from '../load-spec';
import { loadKnowledge } from './load-knowledge';
import { loadNodes } from './load-nodes';
import { showProgress } from './show-progress';

/** What an audit judges, and around it. */
export interface LoadedAudit {
  readonly paths: readonly string[];
  readonly inputs: Inputs;
  readonly options: ModelOptions;
  readonly waivers: readonly WaiverEntry[];
  readonly problems: readonly Problem[];
}

/**
 * Reads what the arguments name; without a path the own cluster: dist/, flux/ and cluster.yaml with its nodes and
 * waivers.
 *
 * @throws ProblemsError for a wrong cluster file, nodes, knowledge or file of waivers
 */
export async function loadAudit(invocation: Invocation, streams: Streams): Promise<LoadedAudit> {
  const { cwd } = streams;
  const own = invocation.positionals.length === 0;
  const specFile = invocation.text('spec') ?? 'cluster.yaml';
  const cluster = own ? loadSpec(cwd, specFile) : undefined;
  const paths = own ? ['dist', ...(existsSync(resolve(cwd, 'flux')) ? ['flux'] : [])] : invocation.positionals;
  const progress = showProgress(streams);
  const inputs = await readInputs(cwd, paths, () => readAll(streams.stdin), progress.onFile);
  progress.end();

  const nodesFlag = invocation.text('nodes');
  const nodes =
    nodesFlag !== undefined ? loadNodes(cwd, nodesFlag) : cluster && ({ kind: 'spec', spec: cluster.spec } as const);
  const knowledgeFile = invocation.text('knowledge');
  const waiverFiles = [...(own ? [specFile] : []), ...invocation.list('waivers')].map((file) =>
    loadWaivers(cwd, file, own),
  );
  return {
    paths,
    inputs,
    options: {
      ...(nodes === undefined ? {} : { nodes }),
      ...(cluster === undefined
        ? {}
        : { cluster: cluster.spec, clusterDocument: { file: specFile, index: 0, line: 1, text: cluster.text } }),
      ...(knowledgeFile === undefined ? {} : { knowledge: loadKnowledge(cwd, knowledgeFile) }),
    },
    waivers: [...waiversInAnnotations(inputs.objects), ...waiverFiles.flat()],
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

async function readAll(stream: Streams['stdin']): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as string | Uint8Array));
  return Buffer.concat(chunks);
}

/** The text of an input file, for changing it. */
export function textOf(cwd: string, file: string): string {
  return readFileSync(resolve(cwd, file), 'utf8');
}
