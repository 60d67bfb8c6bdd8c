import { parse } from 'yaml';
import { fetchCharts } from '../../io/fetch-charts';
import { readSpecFile } from '../../io/read-spec-file';
import { withTemporaryFolder } from '../../io/with-temporary-folder';
import { clusterModel } from '../../model/build-model';
import type { ClusterModel } from '../../model/cluster-model';
import { printYaml } from '../../model/print-yaml';
import { readObjects } from '../../model/read-objects';
import { mergeSpec } from '../../spec/merge-spec';
import { parseClusterSpec } from '../../spec/parse-cluster-spec';
import { ProblemsError } from '../../spec/problem';
import { synthesize } from '../../synth/synthesize';
import type { Invocation, Streams } from '../command';
import { UsageError } from '../usage-error';

/**
 * The own cluster with a patch on its cluster file: what synth would make of it, without writing it.
 *
 * @throws UsageError for a patch that is none, ProblemsError for a cluster that it makes wrong
 */
export function loadWhatIf(file: string, invocation: Invocation, { cwd }: Streams): ClusterModel {
  if (invocation.positionals.length > 0)
    throw new UsageError('--what-if with PATH', 'the own cluster', 'Leave PATH out: the patch is one of cluster.yaml.');
  const specFile = invocation.text('spec') ?? 'cluster.yaml';
  const merged = printYaml(mergeSpec(parse(readSpecFile(cwd, specFile)), readPatch(cwd, file)));
  const name = `${specFile} with ${file}`;
  const { spec, problems } = parseClusterSpec(merged, name);
  if (!spec) throw new ProblemsError(problems.filter(({ severity }) => severity === 'error'));
  const charts = fetchCharts(spec, cwd);
  const { dist, flux } = charts.length === 0 ? synthesize(spec) : withTemporaryFolder(() => synthesize(spec, charts));
  const objects = Object.entries({ dist, flux }).flatMap(([folder, tree]) =>
    [...tree].flatMap(([path, text]) => readObjects(`${folder}/${path}`, text).objects),
  );
  return clusterModel(objects, {
    nodes: { kind: 'spec', spec },
    cluster: spec,
    clusterDocument: { file: name, index: 0, line: 1, text: merged },
  });
}

function readPatch(cwd: string, file: string): object {
  const text = readSpecFile(cwd, file);
  const expected = 'a mapping as in cluster.yaml, with what is to be different';
  try {
    const patch: unknown = parse(text);
    if (typeof patch === 'object' && patch !== null && !Array.isArray(patch)) return patch;
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : '').split('\n');
    throw new UsageError(`${file}: ${first}`, expected, 'Correct its YAML.');
  }
  throw new UsageError(`${file} without a mapping`, expected, 'For example: nodes: [{name: n4, role: server}]');
}
