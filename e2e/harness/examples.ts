import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../lib/io/package-root';
import { readManifests } from '../../lib/model/read-manifests';
import type { ClusterSpec } from '../../lib/spec/cluster-spec';
import { parseClusterSpec } from '../../lib/spec/parse-cluster-spec';
import { synthesize } from '../../lib/synth/synthesize';
import type { Applied } from './control-plane/apply';
import type { ObjectReference } from './control-plane/resource-paths';

/** File names of the example clusters. */
export const exampleNames: readonly string[] = readdirSync(join(packageRoot(), 'examples'))
  .filter((name) => name.endsWith('.yaml'))
  .sort();

/**
 * @param more lines for its end
 * @throws Error when the example has errors
 */
export function readExample(name: string, more = ''): ClusterSpec {
  const text = readFileSync(join(packageRoot(), 'examples', name), 'utf8');
  const { spec, problems } = parseClusterSpec(`${text}${more}`, name);
  if (!spec) throw new Error(`${name} has errors: ${problems.map((problem) => problem.code).join(', ')}`);
  return spec;
}

/**
 * Runs work for every example: two at a time, as a server takes one core to start and waits for its answers afterwards.
 *
 * @returns the results in the order of {@link exampleNames}
 */
export async function forEveryExample<T>(work: (example: string) => Promise<T>): Promise<readonly T[]> {
  const results = new Map<string, T>();
  const left = [...exampleNames];
  const workOff = async () => {
    for (let example = left.shift(); example !== undefined; example = left.shift())
      results.set(example, await work(example));
  };
  await Promise.all([workOff(), workOff()]);
  return exampleNames.map((example) => results.get(example) as T);
}

/** Each document of dist/ and flux/: its very text, and what it says. */
export function documentsOf(spec: ClusterSpec): readonly Applied[] {
  const { dist, flux } = synthesize(spec);
  return [...dist.values(), ...flux.values()]
    .flatMap((text) => text.split(/^---\n/m))
    .flatMap((yaml) => readManifests(yaml).map((object) => ({ object: object as ObjectReference, yaml })));
}

/** Documents of these kinds first, in their order; all others after them. */
export function kindsFirst(documents: readonly Applied[], kinds: readonly string[]): readonly Applied[] {
  const rank = ({ object }: Applied) => (kinds.indexOf(object.kind) + kinds.length + 1) % (kinds.length + 1);
  return documents.toSorted((a, b) => rank(a) - rank(b));
}

/** Namespaces that are used and not made: flux-system comes with Flux. */
export function missingNamespaces(documents: readonly Applied[]): readonly ObjectReference[] {
  const made = new Set(
    documents.filter(({ object }) => object.kind === 'Namespace').map((d) => d.object.metadata.name),
  );
  const used = new Set(documents.flatMap(({ object }) => object.metadata.namespace ?? []));
  return [...used]
    .filter((name) => !made.has(name))
    .map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
}
