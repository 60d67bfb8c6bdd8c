import { problemOf } from '../spec/problem-of';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import type { FetchedChart } from '../charts/user-chart';
import type { ChartSpec, ClusterSpec } from '../spec/cluster-spec';
import type { ProblemCode } from '../spec/codes';
import { type Problem, ProblemsError } from '../spec/problem';
import { redact } from '../spec/redact';
import { packageRoot } from './package-root';
import { asProblemsError } from './write-problem';

/**
 * The user's charts on this computer, each fetched once for its digest. Without charts nothing is run.
 *
 * @param cwd folder that charts of the repository are named below
 * @throws ProblemsError helm-missing; chart-not-found, chart-digest-mismatch, output-not-writable (the cache): for all
 *   charts at once
 */
export function fetchCharts(spec: ClusterSpec, cwd: string): FetchedChart[] {
  if (spec.charts.length === 0) return [];
  const probe = runHelm(['version', '--short']);
  if (probe.error)
    throw new ProblemsError([problemOf('helm-missing', 'charts', 'no program helm', 'helm 3.8 or later on the PATH')]);

  const problems: Problem[] = [];
  const common = {
    helm: join(packageRoot(), 'build', 'helm-as-json.js'),
    kubeVersion: spec.cluster.k3s.replace(/^v|\+.*$/g, ''),
  };
  const fetched = spec.charts.flatMap((chart): FetchedChart[] => {
    try {
      return [
        {
          spec: chart,
          ...(chart.chart.startsWith('.') ? { file: localChart(chart, cwd) } : remoteChart(chart)),
          ...common,
        },
      ];
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new ProblemsError(problems);
  return fetched;
}

function localChart(chart: ChartSpec, cwd: string): string {
  const path = resolve(cwd, chart.chart);
  if (relative(cwd, path).startsWith('..'))
    throw refusal(chart, 'chart-not-found', `${chart.chart}, outside the repository`, 'a chart in the repository');
  if (!existsSync(path))
    throw refusal(chart, 'chart-not-found', `nothing at ${chart.chart}`, 'a chart folder or a packaged chart');
  if (statSync(path).isFile()) checkDigest(chart, digestOf(path));
  return path;
}

function remoteChart(chart: ChartSpec): { file: string; digest: string } {
  // Empty means unset: https://specifications.freedesktop.org/basedir-spec/latest/
  const { XDG_CACHE_HOME: caches = '' } = process.env;
  const cache = join(caches === '' ? join(homedir(), '.cache') : caches, 'zero-spof', 'charts');
  if (chart.digest !== undefined) {
    const cached = cachedFile(cache, chart.digest);
    if (existsSync(cached) && digestOf(cached) === chart.digest) return { file: cached, digest: chart.digest };
  }
  const folder = mkdtempSync(join(tmpdir(), 'zero-spof-chart-'));
  try {
    mkdirSync(cache, { recursive: true });
    const pull = runHelm([
      'pull',
      chart.chart,
      '--version',
      chart.version,
      ...(chart.repo === undefined ? [] : ['--repo', chart.repo]),
      '--destination',
      folder,
    ]);
    const [archive] = pull.status === 0 ? readdirSync(folder) : [];
    if (archive === undefined) {
      const said = redact(pull.stderr.trim().split('\n').at(-1) ?? 'helm printed nothing');
      throw refusal(chart, 'chart-not-found', said, `${chart.chart} ${chart.version}`);
    }
    const digest = digestOf(join(folder, archive));
    checkDigest(chart, digest);
    return { file: moveInto(cache, join(folder, archive), digest), digest };
  } catch (error) {
    throw asProblemsError(cache, error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Into the cache by renaming within it: whoever sees the file sees all of it. */
function moveInto(cache: string, file: string, digest: string): string {
  const target = cachedFile(cache, digest);
  const temporary = `${target}.${process.pid}`;
  cpSync(file, temporary);
  renameSync(temporary, target);
  return target;
}

function checkDigest(chart: ChartSpec, digest: string): void {
  if (chart.digest !== undefined && digest !== chart.digest)
    throw refusal(chart, 'chart-digest-mismatch', digest, chart.digest);
}

function cachedFile(cache: string, digest: string): string {
  return join(cache, `${digest.replace('sha256:', '')}.tgz`);
}

function digestOf(file: string): string {
  return `sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
}

function runHelm(args: readonly string[]): { status: number | null; stderr: string; error?: Error } {
  return spawnSync(process.env['ZERO_SPOF_HELM'] ?? 'helm', args, { encoding: 'utf8' });
}

function refusal(chart: ChartSpec, code: ProblemCode, found: string, expected: string): ProblemsError {
  return new ProblemsError([problemOf(code, `chart ${chart.name}`, found, expected)]);
}
