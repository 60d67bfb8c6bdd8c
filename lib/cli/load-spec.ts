import { readSpecFile } from '../io/read-spec-file';
import type { ClusterSpec } from '../spec/cluster-spec';
import { parseClusterSpec } from '../spec/parse-cluster-spec';
import { type Problem, ProblemsError } from '../spec/problem';

export interface LoadedSpec {
  readonly spec: ClusterSpec;
  /** The file's text, for what points to its lines. */
  readonly text: string;
  readonly warnings: readonly Problem[];
}

/**
 * @param quiet warnings are left out, for verbs that do not show them
 *
 * @throws ProblemsError with every error and warning, when there is an error
 */
export function loadSpec(cwd: string, file: string, quiet = false): LoadedSpec {
  const text = readSpecFile(cwd, file);
  const { spec, problems } = parseClusterSpec(text, file, quiet);
  if (!spec) throw new ProblemsError(problems);
  return { spec, text, warnings: problems };
}
