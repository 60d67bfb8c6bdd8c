import {
  type ClusterSecret,
  clusterSecrets,
  handedSecret,
  type HandedSecret,
  type SecretData,
} from '../../bootstrap/cluster-secrets';
import { SECRET_FOLDERS } from '../io/read-secret-folders';
import type { ClusterSpec } from '../spec/cluster-spec';
import { type Problem, ProblemsError } from '../spec/problem';
import { problemOf } from '../spec/problem-of';

export interface Handover {
  readonly handed: readonly HandedSecret[];
  /** "NAMESPACE/NAME" of those that cluster.yaml names and nobody gave. */
  readonly notGiven: readonly string[];
}

/**
 * What the servers are to hand over to the cluster.
 *
 * @param given "NAMESPACE/NAME" → its data
 * @throws ProblemsError secret-file-invalid: what cluster.yaml does not name, and what lacks a key
 */
export function collectHandedSecrets(spec: ClusterSpec, given: ReadonlyMap<string, SecretData>): Handover {
  const wanted = new Map<string, ClusterSecret>(
    clusterSecrets(spec).map((secret) => [`${secret.namespace}/${secret.name}`, secret]),
  );
  const problems: Problem[] = [];
  const handed = [...given].flatMap(([id, data]) => {
    const where = `${SECRET_FOLDERS}/${id}`;
    const secret = wanted.get(id);
    if (!secret) {
      const names = wanted.size === 0 ? 'none: cluster.yaml names no Secret' : [...wanted.keys()].join(', ');
      problems.push(problemOf('secret-file-invalid', where, 'a Secret that cluster.yaml does not name', names));
      return [];
    }
    const keys = [...data.keys()];
    const expected = keys.length === 0 ? 'a file for each key' : secret.wrongKeys(keys);
    if (expected === undefined) return [handedSecret(secret, data)];
    problems.push(
      problemOf('secret-file-invalid', where, keys.length === 0 ? 'no file' : `keys ${keys.join(', ')}`, expected),
    );
    return [];
  });
  if (problems.length > 0) throw new ProblemsError(problems);
  return { handed, notGiven: [...wanted.keys()].filter((id) => !given.has(id)) };
}
