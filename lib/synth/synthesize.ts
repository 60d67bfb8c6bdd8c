import type { FetchedChart } from '../charts/user-chart';
import type { ClusterSpec } from '../spec/cluster-spec';
import { type Problem, ProblemsError } from '../spec/problem';
import { buildApp } from './build-app';
import { checkObjects } from './check-objects';
import { withHeader } from './generated-header';
import { printYaml } from '../model/print-yaml';
import { type RenderedChart, renderApp } from './render-app';

/** Files of one output folder: path below it → text. */
export type FileTree = ReadonlyMap<string, string>;

export interface Synthesis {
  readonly dist: FileTree;
  readonly flux: FileTree;
  /** The objects behind the files. */
  readonly charts: readonly RenderedChart[];
  readonly warnings: readonly Problem[];
}

/**
 * The whole output of a spec: pure, and the same bytes for the same arguments.
 *
 * @throws ProblemsError when an object would be refused by the API server, or holds a secret
 */
export function synthesize(spec: ClusterSpec, fetched: readonly FetchedChart[] = []): Synthesis {
  const { app, warnings } = buildApp(spec, fetched);
  const charts = renderApp(app);
  const problems = checkObjects(charts);
  if (problems.some((p) => p.severity === 'error')) throw new ProblemsError(problems);
  return {
    dist: filesBelow('dist/', charts),
    flux: filesBelow('flux/', charts),
    charts,
    warnings: [...warnings, ...problems],
  };
}

function filesBelow(folder: string, charts: readonly RenderedChart[]): FileTree {
  return new Map(
    charts.filter((c) => c.path.startsWith(folder)).map((c) => [c.path.slice(folder.length), fileText(c)]),
  );
}

function fileText({ notes, objects }: RenderedChart): string {
  return withHeader(objects.map((object) => `---\n${printYaml(object)}`).join(''), notes);
}
