import {
  type Interruption,
  interruptScript,
  randomSeconds,
  seriesRandom,
  waitUntilBooted,
} from '../harness/bootstrap/interrupt';
import { makeSingleServerStage, type SingleServer, startSingleServer, UNDO } from '../harness/bootstrap/single-server';
import { BOOTSTRAP_COMPONENTS, type BootstrapStage, SCRIPT } from '../harness/bootstrap/stage';
import { stepsIn } from '../harness/bootstrap/steps-in';
import { describeWith } from '../harness/components/describe-with';
import type { Finished } from '../harness/run';
import { waitFor } from '../harness/runs/wait-for';

const DB = '/var/lib/rancher/k3s/server/db';
/** So many that they are not moved in an instant. */
const OBJECTS = 300;
/** How often it is interrupted in each way; more find more. */
const INTERRUPTIONS = Number(process.env['ZERO_SPOF_KILLS'] ?? 2);
const UNINTERRUPTED_SECONDS = 20;
const random = seriesRandom();

describeWith(...BOOTSTRAP_COMPONENTS)('a server that runs alone, with its data in SQLite', () => {
  let stage: BootstrapStage;
  let n1: SingleServer['n1'];
  let kubectl: SingleServer['kubectl'];
  let members: SingleServer['members'];
  let tailnetUrl: SingleServer['tailnetUrl'];
  let before: readonly string[];

  beforeAll(async () => {
    stage = await makeSingleServerStage('n1');
    ({ n1, kubectl, members, tailnetUrl } = await startSingleServer(stage, 'sqlite'));
    const item = (at: number) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `moved-${at}` } });
    const items = Array.from({ length: OBJECTS }, (_, at) => item(at));
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const apply = async () =>
      (await n1.run('k3s', ['kubectl', 'apply', '--server-side', '-f', '-'], { input })).code === 0;
    await waitFor('the objects', apply, { deadlineMs: 180_000 });
    before = await objects();
  });

  afterAll(async () => stage.remove());

  /** By their uid: an object that was made anew is another one. */
  const objects = async (): Promise<readonly string[]> => {
    const path = 'jsonpath={range .items[*]}{.kind} {.metadata.name} {.metadata.uid}{"\\n"}{end}';
    const kinds = 'namespaces,nodes,secrets,serviceaccounts,configmaps,clusterrolebindings';
    return (await kubectl('get', kinds, '-A', '-o', path)).split('\n').sort();
  };
  const files = async (): Promise<string> => (await n1.mustRun('ls', [DB])).stdout;
  const run = async () => n1.run('bash', [SCRIPT]);
  const isConverted = async ({ code, stdout }: Finished): Promise<void> => {
    expect([code, stdout]).toEqual([0, expect.stringContaining('etcd: 1 of 3 voting members')]);
    expect(await members()).toEqual([await tailnetUrl()]);
    expect(await files()).toMatch(/^(?!.*state\.db\n)[^]*state\.db\.migrated\n/);
    const after = new Set(await objects());
    expect(before.filter((one) => !after.has(one))).toEqual([]);
  };
  const undo = async (): Promise<void> => {
    await n1.mustRun(UNDO, []);
    await waitFor('the API', async () => (await kubectl('get', '--raw', '/readyz')) === 'ok', { deadlineMs: 60_000 });
    expect(await files()).toMatch(/^(?!.*etcd\n)[^]*state\.db\n/);
  };
  const moves = async (): Promise<void> => {
    const isMoving = `[ -f ${DB}/state.db ] && journalctl -q -u k3s -o cat | tail -n 3 | grep -q 'Migrating etcd key'`;
    const asked = async () => (await n1.run('sh', ['-c', isMoving])).code === 0;
    await waitFor('the move', asked, { deadlineMs: 120_000, everyMs: 20 });
  };

  test('the script moves all of it into etcd, under the same uids, and a second run changes nothing', async () => {
    expect(await files()).toMatch(/^(?!.*etcd\n)[^]*state\.db\n/);
    const first = await run();
    process.stderr.write(`e2e: ${/The API was away.*/.exec(first.stdout)?.[0] ?? first.stdout}\n`);
    expect(first.stdout).toContain('from sqlite; what was there is kept in');
    await isConverted(first);
    const again = await run();
    expect([again.code, stepsIn(again.stdout).filter((step) => !/ (ok|unchanged)$/.test(step))]).toEqual([0, []]);
  });

  test('what was there can be put back', async () => {
    await kubectl('create', 'configmap', 'later');
    await undo();
    expect(await kubectl('get', 'configmaps', '-o', 'name')).toMatch(/^(?!.*later)[^]*configmap\/witness/);
  });

  test('k3s ends in the middle of the move: it begins the move again, and nothing is missing', async () => {
    const running = run();
    await moves();
    await n1.mustRun('systemctl', ['kill', '--signal=KILL', 'k3s']);
    await isConverted(await running);
    expect(await files()).toContain('etcd-unfinished-');
    await undo();
  });

  test('so it does when the machine loses its power in the middle of the move', async () => {
    const running = run();
    await moves();
    await n1.powerOff();
    await running;
    await n1.powerOn();
    await waitUntilBooted(n1);
    await isConverted(await run());
    expect(await files()).toContain('etcd-unfinished-');
    await undo();
  });

  test.each<Interruption>(['kill', 'power-off'])(
    'interrupted at random moments (%s), nothing is missing',
    async (how) => {
      for (const seconds of randomSeconds(random, INTERRUPTIONS, 0, UNINTERRUPTED_SECONDS)) {
        await interruptScript(n1, how, seconds);
        await isConverted(await run());
        await undo();
      }
    },
  );
});
