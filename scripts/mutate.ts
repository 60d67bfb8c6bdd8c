import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from '../lib/audit/judge';
import { packageRoot } from '../lib/io/package-root';
import { clusterModel } from '../lib/model/build-model';
import { describe, kubeObject } from '../lib/model/kube-object';
import { readObjects } from '../lib/model/read-objects';
import type { SourcedObject } from '../lib/model/source';
import { parseClusterSpec } from '../lib/spec/parse-cluster-spec';
import { synthesize } from '../lib/synth/synthesize';
import { mutationsOf } from './mutations';

/**
 * `npm run mutate`: takes away each field that keeps dist/ and flux/ of each example available, one at a time, and asks
 * whether the audit notices. Prints what it does not notice, and the share that it does.
 */

/** Whether an object is missed as a whole: a budget always, a class where somebody names it. */
function isNeeded({ manifest }: SourcedObject, all: readonly SourcedObject[]): boolean {
  if (manifest.kind !== 'PriorityClass') return manifest.kind === 'PodDisruptionBudget';
  const named = `"priorityClassName":"${manifest.metadata.name}"`;
  return all.some((other) => JSON.stringify(other.manifest).includes(named));
}

const root = join(packageRoot(), 'examples');
let [noticed, all] = [0, 0];
for (const name of readdirSync(root).sort()) {
  const { spec } = parseClusterSpec(readFileSync(join(root, name), 'utf8'), name);
  if (!spec) throw new Error(`${name} is no cluster file`);
  const { dist, flux } = synthesize(spec);
  const objects = [...dist, ...flux].flatMap(([file, text]) => readObjects(file, text).objects);
  const faults = (some: readonly SourcedObject[]) =>
    judge(clusterModel(some, { nodes: { kind: 'spec', spec }, cluster: spec })).findings.map(
      (f) => `${f.rule} ${f.severity} ${f.field.join('.')} ${describe(kubeObject(f.object))}`,
    );
  const before = new Set(faults(objects));
  const check = (what: string, object: SourcedObject, mutated: readonly SourcedObject[]): void => {
    all += 1;
    if (faults(mutated).some((fault) => !before.has(fault))) noticed += 1;
    else console.log(`not noticed  ${name}  ${describe(kubeObject(object))}  ${what}`);
  };
  for (const object of objects) {
    if (isNeeded(object, objects))
      check(
        'is not there',
        object,
        objects.filter((o) => o !== object),
      );
    for (const mutation of mutationsOf(object.manifest, spec)) {
      const manifest = structuredClone(object.manifest);
      mutation.apply(manifest);
      check(
        mutation.name,
        object,
        objects.map((o) => (o === object ? { ...object, manifest } : o)),
      );
    }
  }
}
console.log(`Mutation score: ${noticed} of ${all} (${((100 * noticed) / all).toFixed(1)} %)`);
process.exitCode = noticed === all ? 0 : 1;
