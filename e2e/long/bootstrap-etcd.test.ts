import { join } from 'node:path';
import { renderEtcdMembers } from '../../lib/cli/render-etcd-members';
import type { ClusterSpec } from '../../lib/spec/cluster-spec';
import { BOOTSTRAP_COMPONENTS, type BootstrapStage, makeBootstrapStage, SCRIPT } from '../harness/bootstrap/stage';
import { stepsIn } from '../harness/bootstrap/steps-in';
import { describeWith } from '../harness/components/describe-with';
import type { Machine } from '../harness/machines';
import { waitFor } from '../harness/runs/wait-for';

const NAMES = ['n1', 'n2', 'n3'] as const;
const LIB = '/usr/local/lib/zero-spof';
const OWN = '--endpoints=https://127.0.0.1:2379';
const SNAPSHOTS = '/var/lib/zero-spof-etcd/snapshots';
const FAILED = [1, 'preflight ok', 'packages unchanged', 'etcd FAILED'];
const JOINED = [0, 'preflight ok', 'packages unchanged', 'etcd changed'];

/** Three machines are its members; n1 is a server, too. Each test goes on where the one before it stopped. */
describeWith(...BOOTSTRAP_COMPONENTS, 'etcdutl')('an etcd of its own', () => {
  let stage: BootstrapStage;
  let n1: Machine;
  let n2: Machine;
  let n3: Machine;

  beforeAll(async () => {
    stage = await makeBootstrapStage({ name: 'etcd', names: NAMES, etcd: NAMES, form: () => 'script' });
    [n1, n2, n3] = NAMES.map(stage.machines.machine) as [Machine, Machine, Machine];
    await stage.machines.boot();
  });
  afterAll(async () => stage.remove());

  const createUntil = Math.floor(Date.now() / 1000) + 3600;
  /** Runs a member's script, as somebody does who was sent it. */
  const become = async (
    machine: Machine,
    {
      creates = false,
      of = stage.spec,
      joinSeconds = 300,
    }: { creates?: boolean; of?: ClusterSpec; joinSeconds?: number } = {},
  ) => {
    const files = renderEtcdMembers({
      spec: of,
      form: 'script',
      secrets: stage.secrets,
      ...(creates ? { createUntil } : {}),
    });
    const script = files.find(({ address }) => address === machine.address);
    const text = Buffer.from(script?.content ?? '').toString();
    const { code, stdout } = await machine.run('bash', ['-s'], {
      input: text.replace('JOIN_SECONDS=300', `JOIN_SECONDS=${joinSeconds}`),
      timeoutMs: 400_000,
    });
    return { code, stdout, result: [code, ...stepsIn(stdout)] };
  };
  const sh = async (machine: Machine, script: string): Promise<string> =>
    (await machine.mustRun('bash', ['-euc', script], { timeoutMs: 60_000 })).stdout.trim();
  const fails = async (machine: Machine, script: string): Promise<boolean> =>
    (await machine.run('bash', ['-euc', script], { timeoutMs: 60_000 })).code !== 0;
  const etcdctl = async (machine: Machine, ...args: readonly string[]): Promise<string> =>
    (await machine.mustRun(`${LIB}/etcdctl`, args, { timeoutMs: 30_000 })).stdout.trim();
  const voters = async (machine: Machine): Promise<number> =>
    (await etcdctl(machine, 'member', 'list')).split('\n').filter((line) => /, started, .*, false$/.test(line)).length;
  const run = async (machine: Machine): Promise<string> =>
    sh(machine, 'systemctl show -p InvocationID --value zero-spof-etcd');
  const inStep = async (machine: Machine): Promise<void> => {
    await waitFor('all members', async () => etcdctl(machine, 'endpoint', 'health'), { deadlineMs: 120_000 });
  };
  const kubectl = async (...args: readonly string[]): Promise<string> =>
    (
      await n1.mustRun('/usr/local/bin/k3s', ['kubectl', '--request-timeout=10s', ...args], { timeoutMs: 20_000 })
    ).stdout.trim();
  const writes = async (name: string): Promise<void> => {
    await waitFor(`the API to take ${name}`, async () => kubectl('create', 'configmap', name), { deadlineMs: 60_000 });
  };

  test('is made by nobody without --create, nor while a member is silent', async () => {
    const alone = await become(n1, { joinSeconds: 1 });
    expect([alone.result, alone.stdout]).toEqual([FAILED, expect.stringContaining('no etcd answers')]);
    await n3.powerOff();
    const lacking = await become(n1, { creates: true, joinSeconds: 1 });
    await n3.powerOn();
    await n3.waitUntilRunning();
    const silent = `${n3.address}:2379 does not answer`;
    expect([lacking.result, lacking.stdout]).toEqual([FAILED, expect.stringContaining(silent)]);
  });

  test('is made by three hosts at once, and the second time nothing changes', async () => {
    const made = await Promise.all([n1, n2, n3].map(async (machine) => become(machine, { creates: true })));
    expect(made.map(({ result }) => result)).toEqual([JOINED, JOINED, JOINED]);
    await waitFor('three voters', async () => (await voters(n2)) === 3, { deadlineMs: 60_000 });
    const again = await become(n1, { creates: true });
    expect(again.result).toEqual([0, 'preflight ok', 'packages unchanged', 'etcd unchanged']);
    expect(again.stdout).toMatch(/etcd: 3 voting members\. Certificates until /);
  });

  test('a server makes its certificate, and has its data there', async () => {
    for (const expected of ['changed', 'unchanged']) {
      const { code, stdout } = await n1.run('bash', [SCRIPT], { timeoutMs: 400_000 });
      expect([code, stepsIn(stdout).slice(-3)]).toEqual([0, [`datastore ${expected}`, `k3s ${expected}`, 'proof ok']]);
      expect(stdout).toContain('3 of 3 endpoints healthy');
    }
    await writes('before');
    expect(await etcdctl(n2, 'get', '/registry/configmaps/default/before', '--keys-only')).not.toBe('');
  });

  test('its keys are for root only, and let in nobody who has none', async () => {
    for (const machine of [n1, n2]) {
      const keys = await sh(machine, "find /etc/zero-spof -name '*.key' -printf '%m %u %p\\n'");
      for (const key of keys.split('\n')) expect(key).toMatch(/^600 root /);
    }
    expect(await fails(n1, 'curl -fsSk -m 5 https://127.0.0.1:2379/health')).toBe(true);
    const asks = (by: string) =>
      `curl -fsS --http1.1 -m 5 --cacert ca.crt --cert ${by}.crt --key ${by}.key https://${n2.address}:2380/members`;
    expect(await sh(n1, `cd /etc/zero-spof/etcd; ${asks('peer')}`)).toContain(n3.address);
    // What a server has makes no member.
    expect(await fails(n1, `cd /etc/zero-spof/etcd; ${asks('client')}`)).toBe(true);
  });

  test('certificates are renewed while it runs, and never by another key', async () => {
    const before = await run(n1);
    const tls = '/etc/zero-spof/etcd';
    const shown = `openssl s_client -connect 127.0.0.1:2379 </dev/null 2>/dev/null | openssl x509 -noout -serial`;
    const serial = await sh(n1, shown);
    const renew = 'systemctl start zero-spof-etcd-certificates';
    await sh(n1, renew);
    expect(await sh(n1, shown)).toBe(serial);
    // One of the same key that ends in 59 days.
    await sh(
      n1,
      `cd ${tls}; openssl req -new -key server.key -subj /CN=etcd-server | openssl x509 -req -CA ca.crt -CAkey ../etcd-ca.key -set_serial 7 -days 59 -extfile <(printf 'subjectAltName = IP:${n1.address}, IP:127.0.0.1\n') >server.crt; ${renew}`,
    );
    expect(await sh(n1, shown)).not.toBe(serial);
    expect(await sh(n1, shown)).not.toBe('serial=07');
    await sh(n1, `rm ${tls}/ca.crt; ${renew}; openssl x509 -in ${tls}/server.crt -noout -checkend $((300 * 86400))`);
    await etcdctl(n1, 'endpoint', 'health');
    const authority = await sh(n1, `cat ${tls}/ca.crt`);
    await sh(
      n1,
      `cd /etc/zero-spof; mv etcd-ca.key kept; openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 >etcd-ca.key`,
    );
    expect(await fails(n1, renew)).toBe(true);
    expect(await sh(n1, `mv /etc/zero-spof/kept /etc/zero-spof/etcd-ca.key; ${renew}; cat ${tls}/ca.crt`)).toBe(
      authority,
    );
    expect(await run(n1)).toBe(before);
  });

  test('the certificate of the server, too', async () => {
    const crt = '/etc/zero-spof/k3s-etcd/client.crt';
    const renewed = `rm ${crt}; systemctl start zero-spof-k3s-etcd-certificate; openssl verify -CAfile /etc/zero-spof/etcd/ca.crt ${crt}`;
    expect(await sh(n1, renewed)).toContain('OK');
    await writes('renewed');
  });

  test('takes snapshots, and keeps the newest', async () => {
    await sh(n1, `mkdir -p ${SNAPSHOTS}; for i in {10..40}; do echo old >${SNAPSHOTS}/etcd-202001$i.db; done`);
    await sh(n1, 'systemctl start zero-spof-etcd-snapshot');
    const kept = (await sh(n1, `ls ${SNAPSHOTS}`)).split('\n');
    expect(kept.length).toBe(stage.spec.etcdSnapshots.retention);
    expect(await sh(n1, `etcdutl snapshot status ${SNAPSHOTS}/${kept.at(-1) ?? ''}`)).toMatch(/^[0-9a-f]+, /);
    await n1.copyOut(`${SNAPSHOTS}/${kept.at(-1) ?? ''}`, join(stage.folder, 'snapshot.db'));
  });

  test('the loss of any one member stops nothing', async () => {
    for (const machine of [n2, n3]) {
      await machine.powerOff();
      await writes(`without-${machine.name}`);
      await machine.powerOn();
      await machine.waitUntilRunning();
      await inStep(n1);
    }
    await sh(n1, 'systemctl stop zero-spof-etcd');
    await writes('without-n1');
    await sh(n1, 'systemctl start zero-spof-etcd');
    await inStep(n1);
  });

  test('none restarts while another is away; then those that have to do so one after the other', async () => {
    const slower = { ...stage.spec, cluster: { ...stage.spec.cluster, maxRoundTripMs: 400 } };
    const before = await run(n1);
    await n3.powerOff();
    const refused = await become(n1, { of: slower });
    await n3.powerOn();
    await n3.waitUntilRunning();
    expect([refused.result, await run(n1)]).toEqual([FAILED, before]);
    await inStep(n1);
    const all = await Promise.all([n1, n2, n3].map(async (machine) => become(machine, { of: slower })));
    expect(all.map(({ result }) => result)).toEqual([JOINED, JOINED, JOINED]);
    expect(await sh(n1, "tr '\\0' '\\n' < /proc/$(pidof etcd)/environ")).toContain('ETCD_ELECTION_TIMEOUT=6000');
    expect(await run(n1)).not.toBe(before);
    await writes('after-restarts');
  });

  test('the server restarts with a lock, too', async () => {
    const script = (await sh(n1, `cat ${SCRIPT}`)).replace('audit-log-maxage=30', 'audit-log-maxage=31');
    const { code, stdout } = await n1.run('bash', ['-s'], { input: `${script}\n`, timeoutMs: 400_000 });
    expect([code, stepsIn(stdout).slice(-2)]).toEqual([0, ['k3s changed', 'proof ok']]);
    expect(await kubectl('-n', 'kube-system', 'get', 'lease', '-o', 'name')).not.toContain('zero-spof');
  });

  test('a member without its data starts nothing; its script brings it back as a new one', async () => {
    const id = (list: string): string | undefined =>
      list
        .split('\n')
        .find((line) => line.includes(n2.address))
        ?.split(',')[0];
    const before = id(await etcdctl(n1, 'member', 'list'));
    await n2.powerOff();
    await n2.reinstall();
    await n2.powerOn();
    await n2.waitUntilRunning();
    expect((await become(n2)).result).toEqual(JOINED);
    const after = await etcdctl(n2, 'member', 'list');
    expect([await voters(n2), id(after) === before]).toEqual([3, false]);
    await inStep(n2);
    // The data alone, as when its disk is not mounted.
    await sh(
      n2,
      'systemctl stop zero-spof-etcd; mv /var/lib/zero-spof-etcd/data /root/; systemctl start --no-block zero-spof-etcd',
    );
    await waitFor(
      'etcd to give up',
      async () => (await sh(n2, 'systemctl show -p NRestarts --value zero-spof-etcd')) !== '0',
      {
        deadlineMs: 60_000,
      },
    );
    expect(await fails(n2, 'test -e /var/lib/zero-spof-etcd/data/member/wal')).toBe(true);
    expect((await become(n2)).result).toEqual(JOINED);
    expect(await voters(n2)).toBe(3);
  });

  test('goes back to a snapshot when most members are lost for good', async () => {
    await writes('later');
    await sh(n1, 'systemctl stop k3s');
    const restore = `${LIB}/etcd-restore $(ls ${SNAPSHOTS}/etcd-*.db | tail -n 1)`;
    expect(await fails(n1, restore)).toBe(true);
    expect(await voters(n1)).toBe(3);
    for (const machine of [n2, n3]) await machine.reinstall();
    await sh(n1, restore);
    await waitFor('the one member', async () => etcdctl(n1, OWN, 'endpoint', 'health'), { deadlineMs: 60_000 });
    await Promise.all(
      [n2, n3].map(async (machine) => {
        await machine.powerOn();
        await machine.waitUntilRunning();
        expect((await become(machine)).result).toEqual(JOINED);
      }),
    );
    expect(await voters(n3)).toBe(3);
    await sh(n1, 'systemctl start --no-block k3s');
    await writes('restored');
    expect((await kubectl('get', 'configmaps', '-o', 'name')).split('\n')).toEqual(
      expect.arrayContaining(['configmap/before', 'configmap/restored']),
    );
    expect(await kubectl('get', 'configmaps', '-o', 'name')).not.toContain('later');
  });

  test('comes from a copy of a snapshot when every host is lost', async () => {
    for (const machine of [n1, n2, n3]) await machine.reinstall();
    await stage.machines.boot();
    const alone = await become(n2, { joinSeconds: 1 });
    expect([alone.result, alone.stdout]).toEqual([FAILED, expect.stringContaining('no etcd answers')]);
    await n2.copyIn(join(stage.folder, 'snapshot.db'), '/root/snapshot.db');
    await sh(n2, `${LIB}/etcd-restore /root/snapshot.db`);
    for (const machine of [n2, n1, n3]) expect((await become(machine)).result).toEqual(JOINED);
    expect(await voters(n1)).toBe(3);
    expect(await etcdctl(n1, 'get', '/registry/configmaps/default/before', '--keys-only')).not.toBe('');
  });
});
