import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { codesIn } from '../lib/cli/testing';
import { makeScratch, put } from '../lib/io/fixtures/scratch';
import type { Manifest } from '../lib/model/manifest';
import { readManifests } from '../lib/model/read-manifests';
import { VALID_SPEC } from '../lib/spec/testing';
import { CHART, writeChart } from './harness/chart';
import { provideHelm } from './harness/helm';
import { type HttpsServer, startHttpsServer } from './harness/https-server';
import { type Finished, mustRun, zeroSpof } from './harness/run';

const helm = provideHelm();

(helm === undefined ? describe.skip : describe)('charts of the user, rendered by a real helm', () => {
  let root: string;
  let temporary: string;
  let log: string;
  let env: Record<string, string>;

  beforeEach(() => {
    const around = makeScratch();
    root = join(around, 'repository');
    temporary = join(around, 'tmp');
    log = join(around, 'helm.log');
    mkdirSync(temporary);
    writeChart(root, 'charts/demo');
    put(around, 'log-helm', `#!/bin/sh\necho "$1" >>"${log}"\nexec "${helm ?? ''}" "$@"\n`);
    chmodSync(join(around, 'log-helm'), 0o755);
    env = { ZERO_SPOF_HELM: join(around, 'log-helm'), XDG_CACHE_HOME: join(around, 'cache'), TMPDIR: temporary };
  });

  const callsOf = (verb: string): number =>
    existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter((line) => line === verb).length : 0; // prettier-ignore

  const synth = async (chart: object = {}, more: Record<string, string> = {}): Promise<Finished> => {
    const entry = { name: 'demo', chart: './charts/demo', version: CHART.version, namespace: 'demo', ...chart };
    put(root, 'cluster.yaml', `${VALID_SPEC}charts:\n  - ${JSON.stringify(entry)}\n`);
    return zeroSpof(root, ['synth'], { ...env, ...more });
  };

  const synthesized = async (chart?: object): Promise<readonly Manifest[]> => {
    const { code, stderr } = await synth(chart);
    if (code !== 0) throw new Error(stderr);
    return readManifests(readFileSync(join(root, 'dist/apps/demo.k8s.yaml'), 'utf8')) as Manifest[];
  };

  const find = (objects: readonly Manifest[], kind: string, name = 'demo'): Manifest | undefined =>
    objects.find((o) => o.kind === kind && o.metadata.name === name);

  /** It ends with 2, this code, and no stack; nothing is written. */
  const expectRefusal = async (code: string, chart: object, more?: Record<string, string>): Promise<string> => {
    const { code: exitCode, stdout, stderr } = await synth(chart, more);
    expect(codesIn(stderr)).toContain(code);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).not.toMatch(/^ +at |node:internal/m);
    expect(existsSync(join(root, 'dist'))).toBe(false);
    return stderr;
  };

  describe('a folder of the repository', () => {
    test('becomes dist/apps/NAME.k8s.yaml, with its CRDs, without hooks and tests', async () => {
      const objects = await synthesized();
      expect(objects.map((o) => `${o.kind}/${o.metadata.name}`).sort()).toEqual([
        'ClusterRole/demo',
        'ClusterRole/demo-with-namespace',
        'ConfigMap/abroad',
        'ConfigMap/demo',
        'ConfigMap/first-of-list',
        'ConfigMap/second-of-list',
        'CustomResourceDefinition/realms.example.org',
        'CustomResourceDefinition/widgets.example.org',
        'Deployment/demo',
        'Realm/demo',
        'Service/demo',
        'Widget/demo',
      ]);
    });

    test('has its namespace, on what belongs to one and names none', async () => {
      const objects = await synthesized();
      const namespaces = objects.map(({ kind, metadata: { name, namespace } }) => [`${kind}/${name}`, namespace]);
      expect(Object.fromEntries(namespaces)).toEqual({
        'ClusterRole/demo': undefined,
        'ClusterRole/demo-with-namespace': undefined,
        'ConfigMap/abroad': 'elsewhere',
        'ConfigMap/demo': 'demo',
        'ConfigMap/first-of-list': 'demo',
        'ConfigMap/second-of-list': 'demo',
        'CustomResourceDefinition/realms.example.org': undefined,
        'CustomResourceDefinition/widgets.example.org': undefined,
        'Deployment/demo': 'demo',
        'Realm/demo': undefined,
        'Service/demo': 'demo',
        'Widget/demo': 'demo',
      });
    });

    test('is read as Kubernetes reads it: 12:30 stays text', async () => {
      expect(find(await synthesized(), 'ConfigMap')?.['data']).toMatchObject({ time: '12:30' });
      expect(readFileSync(join(root, 'dist/apps/demo.k8s.yaml'), 'utf8')).toMatch(/time: ["']12:30["']/);
    });

    test("is told the cluster's version", async () => {
      expect(find(await synthesized(), 'ConfigMap')?.['data']).toMatchObject({ kubernetes: 'v1.36.3' });
    });

    test('gets its values', async () => {
      expect(find(await synthesized({ values: { replicas: 5 } }), 'Deployment')?.['spec']).toMatchObject({
        replicas: 5,
      });
    });

    test('warns of the hooks that it leaves out', async () => {
      const { code, stderr } = await synth();
      expect(code).toBe(0);
      expect(codesIn(stderr)).toContain('chart-hooks-skipped');
      expect(stderr).toContain('Job/migrate');
      expect(stderr).not.toContain('connect');
    });

    test('gives the same bytes again', async () => {
      await synthesized();
      expect((await zeroSpof(root, ['synth', '--check'], env)).code).toBe(0);
    });

    test('leaves no temporary file', async () => {
      await synthesized();
      expect(readdirSync(temporary)).toEqual([]);
    });
  });

  describe('is refused with a code where', () => {
    test("an object does not fit the chart's own CRD", async () => {
      expect(await expectRefusal('object-invalid', { values: { colour: true } })).toContain('colour');
    });

    test("a value breaks the chart's schema, and helm's words are shown", async () => {
      expect(await expectRefusal('chart-values-refused', { values: { replicas: 'many' } })).toContain('/replicas');
    });

    test('it renders something else each time', async () => {
      const said = await expectRefusal('chart-not-deterministic', { values: { random: true } });
      expect(said).toContain('ConfigMap/demo');
    });

    test('it renders a Secret with data, which is not shown', async () => {
      const said = await expectRefusal('secret-in-output', { values: { secret: true } });
      expect(said).not.toMatch(/aHVudGVyMg|hunter2/);
    });

    test('it renders a key twice', async () => {
      await expectRefusal('chart-values-refused', { values: { twice: true } });
    });

    test('its folder does not exist', () => expectRefusal('chart-not-found', { chart: './charts/missing' }));

    test('its folder is no chart', async () => {
      put(root, 'charts/empty/README.md', '');
      await expectRefusal('chart-values-refused', { chart: './charts/empty' });
    });

    test('it lies outside of the repository', () => expectRefusal('chart-not-found', { chart: '../cache' }));

    test('there is no helm', async () => {
      const path = join(root, '..', 'path');
      mkdirSync(path);
      symlinkSync(process.execPath, join(path, 'node'));
      await expectRefusal('helm-missing', {}, { PATH: path, ZERO_SPOF_HELM: 'helm' });
    });
  });

  describe('a packaged chart', () => {
    let digest: string;
    beforeEach(async () => {
      await mustRun(helm ?? '', ['package', 'charts/demo'], { cwd: root });
      digest = `sha256:${createHash('sha256')
        .update(readFileSync(join(root, `demo-${CHART.version}.tgz`)))
        .digest('hex')}`;
    });
    const packaged = { chart: `./demo-${CHART.version}.tgz` };

    test('of the repository gives what its folder gives', async () => {
      expect(await synthesized({ ...packaged, digest })).toEqual(await synthesized());
    });

    test('of the repository is refused where its digest is another', () =>
      expectRefusal('chart-digest-mismatch', { ...packaged, digest: `sha256:${'0'.repeat(64)}` }));

    describe('of a helm repository', () => {
      let server: HttpsServer;
      let remote: Record<string, string>;
      beforeEach(async () => {
        server = await startHttpsServer(join(root, '..'));
        env = { ...env, SSL_CERT_FILE: server.certificate };
        const file = `demo-${CHART.version}.tgz`;
        await mustRun(helm ?? '', ['repo', 'index', '.', '--url', server.url], { cwd: root });
        server.files.set('/index.yaml', readFileSync(join(root, 'index.yaml')));
        server.files.set(`/${file}`, readFileSync(join(root, file)));
        remote = { chart: 'demo', repo: server.url, digest };
      });
      afterEach(() => server.close());

      test('gives what its folder gives', async () => {
        expect(await synthesized(remote)).toEqual(await synthesized());
      });

      test('is fetched once for its digest', async () => {
        await synthesized(remote);
        expect(callsOf('pull')).toBe(1);
        const asked = server.requests.length;
        server.close();
        await synthesized({ ...remote, values: { replicas: 3 } });
        expect([callsOf('pull'), server.requests.length]).toEqual([1, asked]);
      });

      test('is fetched each time without a digest, and a warning tells the digest', async () => {
        const unpinned = { chart: 'demo', repo: server.url };
        await synthesized(unpinned);
        const { code, stderr } = await synth(unpinned);
        expect([code, callsOf('pull')]).toEqual([0, 2]);
        expect(codesIn(stderr)).toContain('chart-not-pinned');
        expect(stderr.replaceAll(/\s+/g, '')).toContain(digest);
      });

      test('is found by its address, too', async () => {
        const address = `${server.url}/demo-${CHART.version}.tgz`;
        expect(await synthesized({ chart: address, digest })).toEqual(await synthesized());
      });

      test('is refused where it has another digest', async () => {
        const said = await expectRefusal('chart-digest-mismatch', { ...remote, digest: `sha256:${'0'.repeat(64)}` });
        expect(said).toContain(digest);
      });

      test('is fetched again where the cached file was damaged', async () => {
        await synthesized(remote);
        put(join(root, '..'), `cache/zero-spof/charts/${digest.slice('sha256:'.length)}.tgz`, 'damaged');
        await synthesized(remote);
        expect(callsOf('pull')).toBe(2);
      });

      test('is refused where the version does not exist', () =>
        expectRefusal('chart-not-found', { ...remote, version: '9.9.9' }));

      test('is refused where nobody answers', async () => {
        server.close();
        await expectRefusal('chart-not-found', remote);
      });
    });
  });

  test('without charts no helm is run', async () => {
    put(root, 'cluster.yaml', VALID_SPEC);
    expect((await zeroSpof(root, ['synth'], env)).code).toBe(0);
    expect(existsSync(log)).toBe(false);
  });

  describe('audit --render', () => {
    const audit = async (values: object, more: Record<string, string> = {}) => {
      const spec = { targetNamespace: 'web', chart: { spec: { chart: 'demo', version: CHART.version } }, values };
      const release = {
        apiVersion: 'helm.toolkit.fluxcd.io/v2',
        kind: 'HelmRelease',
        metadata: { name: 'demo' },
        spec,
      };
      put(root, 'flux/demo.yaml', JSON.stringify(release));
      return zeroSpof(root, ['audit', 'flux', '--render', 'charts', '--format', 'json'], { ...env, ...more });
    };

    test('what helm makes of a release is judged, in its namespace', async () => {
      const { code, stdout } = await audit({ replicas: 1 });
      const { findings } = JSON.parse(stdout);
      expect(code).toBe(1);
      expect(findings[0]).toMatchObject({
        rule: 'single-replica',
        severity: 'outage',
        object: { kind: 'Deployment', namespace: 'web', name: 'demo' },
      });
      expect(findings.map(({ rule }: { rule: string }) => rule)).not.toContain('chart-not-rendered');
    });

    test('values that the chart refuses, and a missing helm, are said with 2', async () => {
      const refused = await audit({ replicas: 0 });
      expect([refused.code, refused.stdout.includes('release-not-rendered')]).toEqual([2, true]);
      const missing = await audit({}, { ZERO_SPOF_HELM: join(root, 'no-helm') });
      expect([missing.code, codesIn(missing.stderr)]).toEqual([2, ['helm-missing']]);
    });
  });
});
