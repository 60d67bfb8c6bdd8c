import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseYamlValues } from '../model/chart-values';
import { at } from '../model/json';
import { describe, kubeObject } from '../model/kube-object';
import { inNamespace } from '../model/in-namespace';
import type { Manifest } from '../model/manifest';
import { readRelease, type Release } from '../model/releases';
import { ProblemsError } from '../spec/problem';
import { problemOf } from '../spec/problem-of';
import { redact } from '../spec/redact';
import { type Inputs, readTexts } from './read-inputs';

/** The input together with what helm makes of the releases in it, and which releases those are. */
export interface RenderedInputs {
  readonly inputs: Inputs;
  readonly rendered: ReadonlySet<Manifest>;
}

const NOTHING = { documents: 0, objects: [], problems: [] };
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Renders each release of the input whose chart is in a folder: unpacked (`NAME/`), or packed (`NAME-VERSION.tgz`).
 * Charts that are not there stay as they are. Values go through a pipe, never through arguments.
 *
 * @throws ProblemsError helm-missing; input-missing (the folder)
 */
export function renderReleases(inputs: Inputs, folder: string, cwd: string): RenderedInputs {
  const path = resolve(cwd, folder);
  if (!existsSync(path)) throw new ProblemsError([problemOf('input-missing', folder, 'nothing', 'a folder of charts')]);
  const files = readdirSync(path);
  const found = inputs.objects.flatMap(({ manifest, source }) => {
    const release = readRelease(kubeObject({ manifest, source }));
    const chart = release && chartIn(path, files, release);
    return release === undefined || chart === undefined ? [] : [{ release, chart }];
  });
  if (found.length > 0) requireHelm();

  const rendered = new Set<Manifest>();
  const more = found.map(({ release, chart }): Pick<Inputs, 'documents' | 'objects' | 'problems'> => {
    const { status, stdout, stderr } = template(release, chart);
    if (status !== 0) {
      const said = stderr.split('\n').find((line) => line.startsWith('Error:')) ?? stderr.trim();
      const found = said === '' ? 'helm printed nothing' : redact(said);
      return {
        ...NOTHING,
        problems: [problemOf('release-not-rendered', describe(release.object), found, `${chart} with its values`)],
      };
    }
    rendered.add(release.object.manifest);
    const name = `${join(folder, release.chart)} (${describe(release.object)})`;
    const read = readTexts([{ name, text: stdout, isNamed: true }]);
    return { ...read, objects: inNamespace(read.objects, release.namespace) };
  });
  return {
    inputs: {
      files: inputs.files,
      documents: more.reduce((sum, { documents }) => sum + documents, inputs.documents),
      objects: [...inputs.objects, ...more.flatMap(({ objects }) => objects)],
      problems: [...inputs.problems, ...more.flatMap(({ problems }) => problems)],
    },
    rendered,
  };
}

function chartIn(folder: string, files: readonly string[], { chart, version }: Release): string | undefined {
  if (chart === '') return undefined;
  if (existsSync(join(folder, chart, 'Chart.yaml'))) return join(folder, chart);
  const packed = files.filter(
    (name) => name.startsWith(`${chart}-`) && /^\d.*\.tgz$/.test(name.slice(chart.length + 1)),
  );
  const exact = packed.find((name) => version !== undefined && name === `${chart}-${version.replace(/^v/, '')}.tgz`);
  // A range of versions cannot be followed: with one archive it is clear which is meant.
  const only = packed.length === 1 && !/^v?\d+\.\d+\.\d+/.test(version ?? '') ? packed[0] : undefined;
  const file = exact ?? files.find((name) => name === `${chart}-${version ?? ''}.tgz`) ?? only;
  return file === undefined ? undefined : join(folder, file);
}

function template({ object, valuesPath, name, namespace }: Release, chart: string) {
  const values = JSON.stringify(parseYamlValues(at(object.manifest, ...valuesPath)));
  const place = namespace === '' ? [] : ['--namespace', namespace];
  return helm(['template', name, chart, ...place, '--values', '-', '--include-crds', '--skip-tests'], values);
}

function requireHelm(): void {
  if (helm(['version', '--short']).error === undefined) return;
  throw new ProblemsError([problemOf('helm-missing', '--render', 'no program helm', 'helm 3.8 or later on the PATH')]);
}

function helm(args: readonly string[], input = '') {
  return spawnSync(process.env['ZERO_SPOF_HELM'] ?? 'helm', args, { encoding: 'utf8', input, maxBuffer: MOST_BYTES });
}
