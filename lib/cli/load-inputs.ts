import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Inputs, readInputs } from '../io/read-inputs';
import type { ModelOptions } from '../model/build-model';
import type { Invocation, Streams } from './command';
import { UsageError } from './usage-error';
import { showSteps } from './show-steps';

/** The objects that a verb judges, and what it is told around them. */
export interface LoadedInputs {
  readonly paths: readonly string[];
  readonly inputs: Inputs;
  readonly options: ModelOptions;
  /** The file of the own cluster; undefined where paths are named. */
  readonly specFile: string | undefined;
}

/**
 * Reads what the arguments name; without a path the own cluster: dist/, flux/ and cluster.yaml with its nodes.
 *
 * @throws UsageError without a path and a cluster file
 * @throws ProblemsError for a wrong cluster file, nodes or knowledge
 */
export async function loadInputs(invocation: Invocation, streams: Streams): Promise<LoadedInputs> {
  const { cwd } = streams;
  const own = invocation.positionals.length === 0;
  const specFile = invocation.text('spec') ?? 'cluster.yaml';
  if (own && !invocation.isSet('spec') && !existsSync(resolve(cwd, specFile)))
    throw new UsageError(
      `no path, and no ${specFile} here`,
      'what to judge',
      'Name files or folders of manifests, or write a cluster file: zero-spof init.',
    );
  // Loaded only when it is needed: half of a short run is loading.
  const cluster = own ? (await import('./load-spec')).loadSpec(cwd, specFile, true) : undefined;
  const paths = own ? ['dist', ...(existsSync(resolve(cwd, 'flux')) ? ['flux'] : [])] : invocation.positionals;
  const progress = showSteps(streams, 'files');
  const inputs = await readInputs(cwd, paths, () => readAll(streams.stdin), progress.show);
  progress.end();

  const nodesFlag = invocation.text('nodes');
  const nodes =
    nodesFlag !== undefined
      ? (await import('./audit/load-nodes')).loadNodes(cwd, nodesFlag)
      : cluster && ({ kind: 'spec', spec: cluster.spec } as const);
  const knowledgeFile = invocation.text('knowledge');
  const knowledge =
    knowledgeFile === undefined
      ? undefined
      : (await import('./audit/load-knowledge')).loadKnowledge(cwd, knowledgeFile);
  return {
    paths,
    inputs,
    options: {
      ...(nodes === undefined ? {} : { nodes }),
      ...(cluster === undefined
        ? {}
        : { cluster: cluster.spec, clusterDocument: { file: specFile, index: 0, line: 1, text: cluster.text } }),
      ...(knowledge === undefined ? {} : { knowledge }),
    },
    specFile: own ? specFile : undefined,
  };
}

async function readAll(stream: Streams['stdin']): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as string | Uint8Array));
  return Buffer.concat(chunks);
}
