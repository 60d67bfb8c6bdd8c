import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from '../lib/audit/judge';
import { packageRoot } from '../lib/io/package-root';
import { clusterModel } from '../lib/model/build-model';
import { readObjects } from '../lib/model/read-objects';
import type { SourcedObject } from '../lib/model/source';
import { parseClusterSpec } from '../lib/spec/parse-cluster-spec';
import { synthesize } from '../lib/synth/synthesize';

/**
 * `npm run mutate`: takes away each field that keeps dist/ of each example available, one at a time, and asks whether
 * the audit notices. Prints what it does not notice, and the share that it does.
 */
interface Mutation {
  readonly name: string;
  /** Changes the object in place. @returns false where it has nothing to take away */
  readonly apply: (object: Record<string, any>) => boolean; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-return -- objects of any kind are looked into by path */
const pod = (o: Record<string, any>) =>
  ['DaemonSet', 'Job'].includes(o['kind']) ? undefined : o['spec']?.template?.spec;
const take = (from: any, key: string) => from?.[key] !== undefined && Reflect.deleteProperty(from, key);

const MUTATIONS: readonly Mutation[] = [
  {
    name: 'replicas: 1',
    apply: ({ spec }) => spec?.replicas > 1 && spec.template !== undefined && Boolean((spec.replicas = 1)),
  },
  {
    name: 'no spread',
    apply: (o) => [take(pod(o), 'topologySpreadConstraints'), take(pod(o)?.affinity, 'podAntiAffinity')].some(Boolean),
  },
  {
    name: 'no readiness probe',
    apply: (o) => (pod(o)?.containers ?? []).map((c: any) => take(c, 'readinessProbe')).some(Boolean),
  },
  { name: 'no priority', apply: (o) => take(pod(o), 'priorityClassName') },
  { name: 'no requests', apply: (o) => (pod(o)?.containers ?? []).map((c: any) => take(c, 'resources')).some(Boolean) },
  {
    name: 'Recreate',
    apply: ({ kind, spec }) =>
      kind === 'Deployment' && spec.replicas > 1 && Boolean((spec.strategy = { type: 'Recreate' })),
  },
  { name: 'instances: 1', apply: ({ spec }) => spec?.instances > 1 && Boolean((spec.instances = 1)) },
  {
    name: 'budget permits nothing',
    apply: ({ kind, spec }) => kind === 'PodDisruptionBudget' && Boolean(Object.assign(spec, { maxUnavailable: 0 })),
  },
];
/* eslint-enable */

const root = join(packageRoot(), 'examples');
let [noticed, all] = [0, 0];
for (const name of readdirSync(root).sort()) {
  const { spec } = parseClusterSpec(readFileSync(join(root, name), 'utf8'), name);
  if (!spec) throw new Error(`${name} is no cluster file`);
  const objects = [...synthesize(spec).dist].flatMap(([file, text]) => readObjects(file, text).objects);
  const faults = (some: readonly SourcedObject[]) =>
    judge(clusterModel(some, { nodes: { kind: 'spec', spec }, cluster: spec })).findings.map(
      (f) => `${f.rule} ${f.severity} ${f.object.manifest.kind}/${f.object.manifest.metadata.name}`,
    );
  const before = new Set(faults(objects));
  const check = (what: string, object: SourcedObject, mutated: readonly SourcedObject[]): void => {
    all += 1;
    if (faults(mutated).some((fault) => !before.has(fault))) noticed += 1;
    else console.log(`not noticed  ${name}  ${object.manifest.kind}/${object.manifest.metadata.name}  ${what}`);
  };
  for (const object of objects) {
    const without = objects.filter((o) => o !== object);
    if (object.manifest.kind === 'PodDisruptionBudget') check('no budget', object, without);
    for (const mutation of MUTATIONS) {
      const manifest = structuredClone(object.manifest);
      if (mutation.apply(manifest))
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
