import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { mutate } from '../../bench/mutate';
import { makeRandom } from '../simulate/random';
import { codes } from '../spec/codes';
import { parseClusterSpec } from '../spec/parse-cluster-spec';
import { ProblemsError } from '../spec/problem';
import { synthesize } from './synthesize';

const folder = join(__dirname, '../../examples');
const examples = readdirSync(folder)
  .sort()
  .map((name) => readFileSync(join(folder, name), 'utf8'));

const name = fc.stringMatching(/^[a-z]([-a-z0-9]{0,12}[a-z0-9])?$/);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const nodes = fc.uniqueArray(name, { minLength: 3, maxLength: 9 }).chain((names) =>
  fc
    .record({
      servers: fc.constantFrom(...[3, 5, 7].filter((n) => n <= names.length)),
      zones: fc.array(maybe(fc.constantFrom('a', 'b', 'c', 'd')), { minLength: names.length, maxLength: names.length }),
    })
    .map(({ servers, zones }) =>
      names.map((n, i) => ({
        name: n,
        role: i < servers ? 'server' : 'agent',
        ...(zones[i] === undefined ? {} : { zone: zones[i] }),
        publicIp: `198.18.0.${i + 1}`,
      })),
    ),
);

const app = fc.record({
  name,
  hosts: fc.uniqueArray(name, { maxLength: 2 }),
  kind: fc.constantFrom('stateless', 'failover', 'postgres'),
  port: fc.integer({ min: 1, max: 65535 }),
  text: fc.string(),
});

/** Specs that are valid by construction, of every shape that matters to placement. */
const validSpec = fc
  .record({
    nodes,
    controller: fc.constantFrom('ingress-nginx', 'traefik'),
    exposure: fc.constantFrom('hostPort', 'serviceLB', 'loadBalancer', 'cloudflared'),
    replicas: fc.integer({ min: 2, max: 3 }),
    longhorn: fc.constantFrom('1.11.3', '1.12.1'),
    backup: fc.boolean(),
    apps: fc.uniqueArray(app, { maxLength: 4, selector: (a) => a.name }),
  })
  .map((s) => ({
    cluster: { name: 'test' },
    git: { url: 'https://github.com/example/test.git' },
    nodes: s.nodes,
    dns: { replicas: s.replicas },
    ingress: { controller: s.controller, exposure: s.exposure, replicas: s.replicas },
    storage: { longhorn: s.longhorn, replicas: s.replicas, ...(s.backup ? { backup: { target: 's3://b@r/' } } : {}) },
    apps: s.apps.map((a, i) => {
      if (a.kind === 'postgres') return { name: a.name, kind: a.kind, disk: '1Gi' };
      const http = { port: a.port, readiness: { tcp: true }, hosts: a.hosts.map((h) => `${h}.app${i}.example.org`) };
      return {
        name: a.name,
        kind: a.kind,
        image: 'ghcr.io/example/app:1',
        ...http,
        env: { TEXT: a.text },
        ...(a.kind === 'failover' ? { disk: '1Gi' } : { replicas: s.replicas }),
      };
    }),
  }));

const textOf = (spec: unknown): string => {
  const { spec: parsed, problems } = parseClusterSpec(JSON.stringify(spec), 'cluster.yaml');
  if (!parsed) throw new Error(JSON.stringify(problems, null, 1));
  const { dist, flux } = synthesize(parsed);
  return JSON.stringify([[...dist], [...flux]]);
};

describe('synthesize', () => {
  test('any valid spec gives objects that pass every check, twice the same bytes, whatever the order of nodes and apps', () => {
    fc.assert(
      fc.property(validSpec, (spec) => {
        fc.pre(!spec.apps.some((a) => 'env' in a && /-----BEGIN|:\/\//.test(a.env.TEXT)));
        const text = textOf(spec);
        expect(textOf(spec)).toBe(text);
        expect(textOf({ ...spec, nodes: [...spec.nodes].reverse(), apps: [...spec.apps].reverse() })).toBe(text);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  test('any mutated spec either synthesizes, or fails with known codes and places', () => {
    const random = makeRandom(7);
    let refused = 0;
    for (let i = 0; i < 400; i++) {
      const text = mutate(examples[i % examples.length]!, random);
      try {
        const { spec, problems } = parseClusterSpec(text, 'cluster.yaml');
        if (!spec) throw new ProblemsError(problems);
        synthesize(spec);
      } catch (error) {
        if (!(error instanceof ProblemsError)) throw new Error(`a bug, with:\n${text}`, { cause: error });
        refused++;
        for (const p of error.problems) {
          expect(Object.keys(codes)).toContain(p.code);
          expect(p.location ?? p.where).toBeDefined();
        }
      }
    }
    expect(refused).toBeGreaterThan(100);
  });
});
