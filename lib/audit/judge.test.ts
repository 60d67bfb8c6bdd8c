import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { clusterModel } from '../model/build-model';
import { readObjects } from '../model/read-objects';
import { judge } from './judge';

const folder = join(__dirname, 'rules/fixtures');
const manifests = readdirSync(folder).flatMap((id) =>
  ['fails', 'passes'].flatMap((name) => {
    const text = readFileSync(join(folder, id, `${name}.yaml`), 'utf8');
    return readObjects(name, text).objects.map((o) => o.manifest as unknown);
  }),
);

const JUNK: readonly unknown[] = [null, 0, -1, 'x', '', [], {}, [null], [1], true, { a: 1 }, '100%', 1e9];

/** The value with some of its parts replaced; what says which object it is stays. */
function spoil(value: unknown, next: () => number): unknown {
  if (next() < 60) return JUNK[next() % JUNK.length];
  if (Array.isArray(value)) return value.map((item) => spoil(item, next));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      ['apiVersion', 'kind', 'name'].includes(key) ? item : spoil(item, next),
    ]),
  );
}

test('no object, however wrong, stops the audit', () => {
  const numbers = fc.infiniteStream(fc.nat(999));
  const picks = fc.array(fc.constantFrom(...manifests), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(picks, numbers, (items, stream) => {
      const spoilt = items.map((item) => spoil(item, () => stream.next().value as number));
      const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: spoilt });
      expect(Array.isArray(judge(clusterModel(readObjects('x', text).objects)).findings)).toBe(true);
    }),
    { numRuns: 300, seed: 3 },
  );
});

test('the same objects in another order have the same findings', () => {
  const found = (all: readonly unknown[]) =>
    judge(clusterModel(readObjects('x', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: all })).objects))
      .findings.map(({ rule, severity, object }) => `${rule} ${severity} ${object.manifest.kind}`)
      .sort();
  const namespaced = manifests.map((manifest, i) => {
    const { metadata, ...rest } = manifest as { metadata: object };
    return { ...rest, metadata: { ...metadata, namespace: `ns-${i % 7}-${i}` } };
  });
  expect(found([...namespaced].reverse())).toEqual(found(namespaced));
});

test('a number of replicas in a list of a cluster says nothing about who wrote it', () => {
  const scaler = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'shop' },
    spec: {
      minReplicas: 3,
      maxReplicas: 5,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop' },
    },
  };
  const fights = (metadata: object) => {
    const shop = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'shop', ...metadata },
      spec: { replicas: 1 },
    };
    const list = { apiVersion: 'v1', kind: 'List', items: [shop, scaler] };
    return judge(clusterModel(readObjects('x', JSON.stringify(list)).objects)).findings.some(
      ({ rule }) => rule === 'replicas-fight-autoscaler',
    );
  };
  expect(fights({})).toBe(true);
  expect(fights({ resourceVersion: '7' })).toBe(false);
});
