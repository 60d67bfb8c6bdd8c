import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { isObject, type JsonSchema } from '../../lib/synth/close-schema';
import { crdKinds } from '../../lib/synth/crd-schemas';
import { rulesOfQuestions } from './chart-questions';
import { chartValuesSchema } from './chart-values-schema';
import { checkDigests, type Checksums, digestOf } from './checksums';
import { crdsOf, stripCrd, type StrippedCrd } from './crd-documents';
import { formatJson } from './format-json';
import { importClasses } from './import-classes';
import { ImportError } from './import-error';
import { KUBERNETES_FILE, kubernetesSchemas, OBJECT_META_REFERENCE, type SchemaEntry } from './kubernetes-schemas';
import { LONGHORN_RULES } from './longhorn-settings';
import type { ReadSource } from './read-source';
import { type ChartSource, KUBERNETES_DEFINITIONS, LONGHORN_CHARTS, type Source } from './sources';
import { USED_CRDS, type UsedCrd } from './used-crds';

const MADE_BY = 'Made by "npm run imports"; edits are lost.';

/** Files in schemas/ and charts/ by name, and what was taken from where. */
interface Made {
  readonly files: Readonly<Record<string, string>>;
  readonly taken: Checksums;
}

/**
 * Makes everything in imports/ in an empty folder.
 *
 * @param recorded the checksums of the run before
 * @returns the sources that are new
 * @throws ImportError on the first source that is missing or not as expected
 */
export async function makeImports(
  root: string,
  folder: string,
  readSource: ReadSource,
  recorded: Checksums,
): Promise<readonly string[]> {
  const crds = await readCrds(listedUrls(root), readSource);
  const definitions = await readOne(KUBERNETES_DEFINITIONS, readSource);
  const kubernetes = kubernetesSchemas(parseText(KUBERNETES_DEFINITIONS, definitions, JSON.parse));
  const charts = await Promise.all(LONGHORN_CHARTS.map((chart) => makeChart(chart, readSource)));
  const custom = makeCustomSchemas(crds);
  const index = formatJson({ $comment: MADE_BY, kinds: { ...kubernetes.index, ...custom.index } });
  const taken = {
    ...custom.taken,
    [KUBERNETES_DEFINITIONS.url]: digestOf(kubernetes.definitions),
    ...Object.assign({}, ...charts.map((chart) => chart.taken)),
  } as Checksums;
  const added = checkDigests(taken, recorded);

  const kubernetesFile = {
    $comment: `${MADE_BY} Source: ${KUBERNETES_DEFINITIONS.url}`,
    $id: KUBERNETES_FILE,
    definitions: kubernetes.definitions,
  };
  writeFiles(folder, {
    'checksums.json': formatJson(taken),
    'schemas/index.json': index,
    [`schemas/${KUBERNETES_FILE}`]: formatJson(kubernetesFile, 2),
    ...custom.files,
    ...Object.assign({}, ...charts.map((chart) => chart.files)),
  } as Made['files']);
  await importClasses(
    crds.filter(({ crd }) => crd.used.asClass).map(({ crd }) => crd),
    folder,
  );
  return added;
}

interface SourcedCrd {
  readonly url: string;
  readonly crd: StrippedCrd;
}

function listedUrls(root: string): readonly string[] {
  const config: unknown = parse(readFileSync(join(root, 'cdk8s.yaml'), 'utf8'));
  const urls = isObject(config) ? config['imports'] : undefined;
  if (Array.isArray(urls) && urls.every((url): url is string => typeof url === 'string')) return urls;
  throw new ImportError('cdk8s.yaml', 'no list of imports', 'addresses of CRDs', 'Put the list back.');
}

async function readCrds(urls: readonly string[], readSource: ReadSource): Promise<readonly SourcedCrd[]> {
  const perUrl = await Promise.all(urls.map((url) => readUsedCrds(url, readSource)));
  const crds = perUrl.flat();
  for (const { name } of USED_CRDS) {
    if (crds.some(({ crd }) => crd.used.name === name)) continue;
    const cure = 'Add the address of its file, or take it out of used-crds.ts.';
    throw new ImportError('cdk8s.yaml', `no file with the CRD ${name}`, 'one', cure);
  }
  return crds.sort((a, b) => (a.crd.used.name < b.crd.used.name ? -1 : 1));
}

/** The used CRDs of one listed file. A local copy is known by its name, or else by the CRDs that it holds. */
async function readUsedCrds(url: string, readSource: ReadSource): Promise<readonly SourcedCrd[]> {
  const wanted = USED_CRDS.filter((used) => isIn(url, used));
  if (wanted.length === 0) {
    throw new ImportError(`cdk8s.yaml: ${url}`, 'no CRD that is used', 'one', 'Take it off the list.');
  }
  const found = new Map<string, JsonSchema>();
  const source = { url, localNames: [fileName(url)], isKnownByContent: true };
  for (const text of await readSource(source)) {
    for (const [name, crd] of crdsOf(text, url)) if (!found.has(name)) found.set(name, crd);
  }
  return wanted.map((used) => {
    const crd = found.get(used.name);
    if (!crd) throw new ImportError(url, `no CRD ${used.name}`, 'it', 'Check the address in cdk8s.yaml, or the folder.');
    return { url, crd: stripCrd(crd, used, url) };
  });
}

/** Whether the file is the CRD's own (`<group>_<plural>.yaml`), or one of the project with that group. */
function isIn(url: string, { name }: UsedCrd): boolean {
  const [plural, ...group] = name.split('.');
  return [`${group.join('.')}_${plural ?? ''}.yaml`, `${group[0] ?? ''}.yaml`].includes(fileName(url));
}

function fileName(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

function makeCustomSchemas(crds: readonly SourcedCrd[]): Made & { readonly index: Record<string, Record<string, SchemaEntry>> } {
  const files: Record<string, string> = {};
  const taken: Record<string, string> = {};
  const index: Record<string, Record<string, SchemaEntry>> = {};
  for (const { url, crd } of crds) {
    taken[`${url}#${crd.used.name}`] = digestOf(crd.document);
    for (const { apiVersion, kind, namespaced, schema } of crdKinds(crd.document, OBJECT_META_REFERENCE)) {
      const file = `${kind.toLowerCase()}.${apiVersion.replace('/', '_')}.json`;
      files[`schemas/${file}`] = formatJson({ $comment: `${MADE_BY} Source: ${url}`, $id: file, ...schema });
      (index[apiVersion] ??= {})[kind] = { schema: file, namespaced };
    }
  }
  return { files, taken, index };
}

async function makeChart({ version, values, questions }: ChartSource, readSource: ReadSource): Promise<Made> {
  const [defaults, form] = await Promise.all([readYaml(values, readSource), readYaml(questions, readSource)]);
  const asked = rulesOfQuestions(form);
  const rules = new Map([...asked, ...Object.entries(LONGHORN_RULES)]);
  const name = `longhorn-${version}.json`;
  const schema = {
    $comment: `${MADE_BY} Sources: ${values.url}, ${questions.url}`,
    $id: name,
    ...chartValuesSchema(defaults, rules),
  };
  return {
    files: { [`charts/${name}`]: formatJson(schema) },
    taken: { [values.url]: digestOf(defaults), [questions.url]: digestOf([...asked]) },
  };
}

async function readYaml(source: Source, readSource: ReadSource): Promise<JsonSchema> {
  const value = parseText(source, await readOne(source, readSource), parse);
  if (isObject(value)) return value;
  throw new ImportError(source.url, 'no mapping', 'one', 'Check the address.');
}

async function readOne(source: Source, readSource: ReadSource): Promise<string> {
  const [text] = await readSource(source);
  return text ?? '';
}

function parseText(source: Source, text: string, parser: (text: string) => unknown): unknown {
  try {
    return parser(text);
  } catch (error) {
    throw new ImportError(source.url, String(error), 'a file that can be parsed', 'Check the file.');
  }
}

function writeFiles(folder: string, files: Made['files']): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** The checksums that an earlier run left, none when there was no such run. */
export function readChecksums(importsFolder: string): Checksums {
  const file = join(importsFolder, 'checksums.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Checksums) : {};
}
