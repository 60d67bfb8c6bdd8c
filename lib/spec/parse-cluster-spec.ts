import { problemOf } from './problem-of';
import { checkStructure } from './check-structure';
import { checks } from './checks';
import { findSecrets } from './checks/secrets';
import type { ClusterSpec } from './cluster-spec';
import { severityOf } from './codes';
import { type Draft, toProblem } from './draft';
import { type Problem, sortProblems } from './problem';
import { MAX_SPEC_BYTES, readYaml } from './read-yaml';
import { readYamlFast } from './read-yaml-fast';
import { redact } from './redact';

/** The spec, when there is no error; and in any case everything that is to be said about the file. */
export interface ParsedSpec {
  readonly spec?: ClusterSpec;
  /** Errors and warnings, sorted by place. */
  readonly problems: readonly Problem[];
}

/**
 * Reads and checks cluster.yaml. Never throws for what is in the file.
 *
 * Cross-field checks run beside structural errors, on every section whose structure is right: people get all mistakes
 * at once.
 *
 * @param text content of the file
 * @param file name for messages
 * @param quiet warnings are left out: their places take as long to find as all the rest
 */
export function parseClusterSpec(text: string, file: string, quiet = false): ParsedSpec {
  if (Buffer.byteLength(text) > MAX_SPEC_BYTES)
    return {
      problems: [
        problemOf('file-too-large', file, `${(Buffer.byteLength(text) / 1024 / 1024).toFixed(1)} MiB`, 'at most 4 MiB'),
      ],
    };
  const fast = readYamlFast(text);
  const unseen = fast === undefined ? undefined : judge(fast);
  // Nothing to say, so no place to look up.
  const unsaid = ({ code }: Draft) => quiet && severityOf(code) === 'warning';
  if (unseen?.drafts.every(unsaid)) return { spec: unseen.spec, problems: [] };

  const yaml = readYaml(text, file);
  if (yaml.problems.length > 0) return { problems: sortProblems(yaml.problems.map((p) => hideSecrets(p, []))) };
  if (yaml.value === null || yaml.value === undefined)
    return {
      problems: [problemOf('file-empty', file, 'no content', 'a cluster: section, a git: section and a list of nodes')],
    };
  const { spec, drafts, secrets } = unseen ?? judge(yaml.value);
  const problems = sortProblems(drafts.map((d) => hideSecrets(toProblem(d, yaml), secrets)));
  return problems.some((p) => p.severity === 'error') ? { problems } : { spec, problems };
}

interface Judgement {
  /** The value itself, defaults filled in: a spec when no draft is an error. */
  readonly spec: ClusterSpec;
  readonly drafts: readonly Draft[];
  /** Lines that no message may show. */
  readonly secrets: readonly string[];
}

function judge(value: unknown): Judgement {
  const secrets = findSecrets(value);
  const structural = checkStructure(value);
  const damaged = new Set(structural.filter((d) => d.code !== 'unknown-key').map(sectionOf));
  const rootDamaged = structural.some(
    (d) => d.path.length === 0 && d.code !== 'unknown-key' && d.code !== 'missing-key',
  );
  const spec = value as ClusterSpec;
  const sections = value as Partial<ClusterSpec>;
  const crossField = rootDamaged
    ? []
    : checks
        .filter((c) => c.reads.every((s) => sections[s] !== undefined && !damaged.has(s)))
        .flatMap((c) => c.run(spec));

  // A secret in the wrong place is said to be a secret, not to break a pattern.
  const secretPlaces = new Set(secrets.map((s) => JSON.stringify(s.draft.path)));
  return {
    spec,
    drafts: [
      ...structural.filter((d) => !secretPlaces.has(JSON.stringify(d.path))),
      ...secrets.map((s) => s.draft),
      ...crossField,
    ],
    secrets: secrets.flatMap((s) => s.value.split('\n')).filter((line) => line.trim() !== ''),
  };
}

function sectionOf(draft: Draft): string {
  return String(draft.path[0] ?? '');
}

function hideSecrets(problem: Problem, secrets: readonly string[]): Problem {
  return {
    ...problem,
    found: redact(problem.found, secrets),
    expected: redact(problem.expected, secrets),
    ...(problem.location
      ? { location: { ...problem.location, excerpt: redact(problem.location.excerpt, secrets) } }
      : {}),
  };
}
