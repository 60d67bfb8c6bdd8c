import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterSecrets, handedSecret } from '../bootstrap/cluster-secrets';
import { secretFiles } from '../bootstrap/node-secrets';
import { stepsOf } from '../bootstrap/steps';
import { filesIn, planOf } from '../bootstrap/testing';
import { makeStepShell, type StepShell } from './harness/bootstrap/step-shell';
import { stepsIn } from './harness/bootstrap/steps-in';
import { describeWith } from './harness/components/describe-with';
import { type ApiServer, startApiServer } from './harness/control-plane/api-server';
import { readExample } from './harness/examples';
import { waitFor } from './harness/runs/wait-for';

const SPEC = (() => {
  const spec = readExample('first-user.yaml');
  return {
    ...spec,
    git: { ...spec.git, secret: 'flux-git', sops: { secret: 'sops-age', path: './secrets' } },
    etcdSnapshots: { ...spec.etcdSnapshots, s3Secret: 'etcd-s3' },
  };
})();
const DATA: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'flux-git': { username: 'git', password: 'password-of-the-repository' },
  'sops-age': { 'age.agekey': '# public key: age1test\nAGE-SECRET-KEY-1TEST\n' },
  'etcd-s3': { 'etcd-s3-bucket': 'bucket', 'etcd-s3-insecure': 'false' },
};
const HANDED = clusterSecrets(SPEC)
  .filter(({ name }) => name in DATA)
  .map((secret) => handedSecret(secret, new Map(Object.entries(DATA[secret.name] ?? {}))));
const FOLDER = '/var/lib/zero-spof/handover';

const MANIFESTS = '/var/lib/rancher/k3s/server/manifests';
const SEEDS = ['zero-spof-dns.yaml', 'zero-spof-flux-instance.yaml', 'zero-spof-flux-operator.yaml'];
const KUSTOMIZATIONS = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations';
/** The kind by which Flux tells that a layer is applied. */
const KUSTOMIZATION_CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'kustomizations.kustomize.toolkit.fluxcd.io' },
  spec: {
    group: 'kustomize.toolkit.fluxcd.io',
    names: {
      kind: 'Kustomization',
      listKind: 'KustomizationList',
      plural: 'kustomizations',
      singular: 'kustomization',
    },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        subresources: { status: {} },
      },
    ],
  },
};

describeWith(
  'etcd',
  'kube-apiserver',
  'kubectl',
)('Secrets that a server brings', () => {
  let host: string;
  let api: ApiServer;
  let shell: StepShell;

  beforeAll(async () => {
    host = mkdtempSync(join(realpathSync(tmpdir()), 'zero-spof-handover-'));
    api = await startApiServer();
    const server = SPEC.nodes.find(({ role }) => role === 'server');
    shell = makeStepShell(host, api, planOf(SPEC, server?.name ?? '', { handsOver: true }));
  });
  afterAll(async () => {
    await api.stop();
    rmSync(host, { recursive: true, force: true });
  });

  const bring = (): void => {
    for (const { path, text } of secretFiles({ agentToken: '', handed: HANDED }).slice(1)) shell.put(path, `${text}\n`);
  };
  const handOver = async () => {
    const { code, stdout } = await shell.run('total_steps=1\nrun_step handover\nfinish');
    return { code, step: stepsIn(stdout)[0], stdout };
  };
  const left = (): string[] => readdirSync(join(host, FOLDER)).sort();
  const read = async (namespace: string, name: string) =>
    (await api.client.send({ method: 'GET', path: `/api/v1/namespaces/${namespace}/secrets/${name}` })).body as {
      readonly type?: string;
      readonly data?: Readonly<Record<string, string>>;
    };
  const decoded = ({ data = {} }: Awaited<ReturnType<typeof read>>) =>
    Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));

  test('are made in namespaces that are not there yet, and are gone from the server', async () => {
    bring();
    expect(left()).toEqual(['flux-system.flux-git', 'flux-system.sops-age', 'kube-system.etcd-s3']);
    expect(await handOver()).toMatchObject({ code: 0, step: 'handover changed' });
    for (const { namespace, name } of HANDED) expect(decoded(await read(namespace, name))).toEqual(DATA[name]);
    expect((await read('kube-system', 'etcd-s3')).type).toBe('etcd.k3s.cattle.io/s3-config-secret');
    expect(left()).toEqual([]);
  });

  test('are so already the second time, also where somebody has changed one since', async () => {
    await api.client.mustSend({
      method: 'PATCH',
      path: '/api/v1/namespaces/flux-system/secrets/flux-git',
      body: JSON.stringify({ stringData: { password: 'a-later-one' } }),
      contentType: 'application/merge-patch+json',
    });
    bring();
    expect(await handOver()).toMatchObject({ code: 0, step: 'handover unchanged' });
    expect(decoded(await read('flux-system', 'flux-git'))).toEqual({ username: 'git', password: 'a-later-one' });
    expect(left()).toEqual([]);
  });

  test('only what is missing is made', async () => {
    await api.client.mustSend({ method: 'DELETE', path: '/api/v1/namespaces/flux-system/secrets/sops-age' });
    bring();
    expect(await handOver()).toMatchObject({ code: 0, step: 'handover changed' });
    expect(decoded(await read('flux-system', 'sops-age'))).toEqual(DATA['sops-age']);
    expect(decoded(await read('flux-system', 'flux-git'))).toMatchObject({ password: 'a-later-one' });
  });

  test('nothing to bring is so already', async () => {
    expect(await handOver()).toMatchObject({ code: 0, step: 'handover unchanged' });
  });

  test('no value of them is in what was printed or in the log', async () => {
    const log = readFileSync(join(host, '/var/log/zero-spof-bootstrap.log'), 'utf8');
    expect(log).toContain('handover');
    const { stdout } = await handOver();
    for (const value of ['password-of-the-repository', 'AGE-SECRET-KEY-1TEST']) {
      expect(log).not.toContain(value);
      expect(stdout).not.toContain(value);
    }
    expect(existsSync(join(host, FOLDER))).toBe(true);
  });

  describe('and the seeds of the first one', () => {
    const retire = filesIn(stepsOf(planOf(SPEC, 'micklethefickle', { seeds: new Map([['a', 'a\n']]) }), false)).get(
      '/usr/local/lib/zero-spof/retire-seeds',
    );
    beforeAll(() => {
      shell.put('/usr/local/lib/zero-spof/retire-seeds', retire ?? '', 0o755);
      for (const name of SEEDS) shell.put(`${MANIFESTS}/${name}`, '---\n');
    });

    /** Its last line stops a timer, which only a host with systemd has. */
    const look = async (...args: readonly string[]): Promise<string[]> => {
      await shell.run(`/usr/local/lib/zero-spof/retire-seeds ${args.join(' ')}`);
      return readdirSync(join(host, MANIFESTS)).sort();
    };
    const RETIRED = SEEDS.flatMap((name) => [name, `${name}.skip`]);
    const tell = async (status: string): Promise<void> => {
      await api.client.mustSend({
        method: 'PATCH',
        path: `${KUSTOMIZATIONS}/dns/status`,
        body: JSON.stringify({ status: { conditions: [{ type: 'Ready', status }] } }),
        contentType: 'application/merge-patch+json',
      });
    };

    test('are frozen when Flux has applied the same from git, and not before', async () => {
      expect(await look()).toEqual(SEEDS);
      expect((await api.apply([KUSTOMIZATION_CRD])).map(({ error }) => error)).toEqual([undefined]);
      await waitFor(
        'the kind',
        async () => (await api.client.send({ method: 'GET', path: KUSTOMIZATIONS })).status === 200,
        {
          deadlineMs: 60_000,
        },
      );
      expect(await look()).toEqual(SEEDS);
      const layer = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: { name: 'dns' } };
      await api.client.mustSend({ method: 'POST', path: KUSTOMIZATIONS, body: JSON.stringify(layer) });
      expect(await look()).toEqual(SEEDS);
      await tell('False');
      expect(await look()).toEqual(SEEDS);
      await tell('True');
      expect(await look()).toEqual(RETIRED);
    });

    test('are frozen at once on a server that joins', async () => {
      await tell('Unknown');
      for (const name of SEEDS) rmSync(join(host, MANIFESTS, `${name}.skip`));
      expect(await look()).toEqual(SEEDS);
      expect(await look('--now')).toEqual(RETIRED);
    });
  });
});
