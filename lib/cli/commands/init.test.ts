import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch, put } from '../../io/fixtures/scratch';
import { parseClusterSpec } from '../../spec/parse-cluster-spec';
import { codesIn, run, tooLong } from '../testing';

const URL = 'https://github.com/me/infra.git';
const SERVERS = ['--server', 'n1', '--server', 'n2', '--server', 'n3'];
const FLAGS = ['--name', 'home', '--git-url', URL, ...SERVERS];

let root: string;
beforeEach(() => {
  root = makeScratch();
});
const written = (file = 'cluster.yaml'): string => readFileSync(join(root, file), 'utf8');

/** The names and roles that a written file means. */
function meaning(file = 'cluster.yaml') {
  const { spec } = parseClusterSpec(written(file), file);
  return {
    name: spec!.cluster.name,
    url: spec!.git.url,
    servers: spec!.nodes.filter((n) => n.role === 'server').map((n) => n.name),
    agents: spec!.nodes.filter((n) => n.role === 'agent').map((n) => n.name),
    ingress: spec!.ingress,
  };
}

describe('with flags', () => {
  test('it writes a file that says what the flags say, and names the next step', async () => {
    const { code, stdout, stderr } = await run(root, ['init', ...FLAGS, '--agent', 'n4']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('zero-spof synth');
    expect(tooLong(stdout)).toEqual([]);
    expect(meaning()).toMatchObject({ name: 'home', url: URL, servers: ['n1', 'n2', 'n3'], agents: ['n4'] });
  });

  test.each([
    ['three servers', FLAGS],
    ['five servers and an agent', [...FLAGS, '--server', 'n4', '--server', 'n5', '--agent', 'a1']],
    ['ingress-nginx', [...FLAGS, '--ingress', 'ingress-nginx']],
    ['load balancers', [...FLAGS, '--exposure', 'loadBalancer']],
    ['ServiceLB', [...FLAGS, '--exposure', 'serviceLB']],
  ])('the file validates and synthesizes: %s', async (_, flags) => {
    expect((await run(root, ['init', ...flags])).code).toBe(0);
    expect((await run(root, ['validate'])).code).toBe(0);
    expect((await run(root, ['synth'])).code).toBe(0);
    expect((await run(root, ['synth', '--check'])).code).toBe(0);
  });

  test('--spec names the file', async () => {
    await run(root, ['init', ...FLAGS, '--spec', 'other.yaml']);
    expect(meaning('other.yaml').name).toBe('home');
    expect(existsSync(join(root, 'cluster.yaml'))).toBe(false);
  });

  test('names that YAML takes for something else stay names', async () => {
    const servers = ['--server', '1e3', '--server', 'no', '--server', '0x1f'];
    expect((await run(root, ['init', '--name', 'true', '--git-url', URL, ...servers])).code).toBe(0);
    expect(meaning()).toMatchObject({ name: 'true', servers: ['1e3', 'no', '0x1f'] });
  });
});

describe('it writes nothing and ends with 2', () => {
  const expectNothing = async (args: readonly string[], code: string): Promise<string> => {
    const result = await run(root, ['init', ...args]);
    expect([result.code, result.stdout]).toEqual([2, '']);
    expect(codesIn(result.stderr)).toContain(code);
    expect(existsSync(join(root, 'cluster.yaml'))).toBe(false);
    return result.stderr;
  };

  test('without flags and without a terminal: all that is missing is listed', async () => {
    const said = await expectNothing([], 'usage');
    for (const flag of ['--name', '--git-url', '--server']) expect(said).toContain(flag);
  });

  test('without one of the flags: only that one is listed', async () => {
    const said = await expectNothing(['--name', 'home', ...SERVERS], 'usage');
    expect(said).toContain('--git-url');
    expect(said).not.toContain('--name');
  });

  test('with two servers', async () => {
    await expectNothing([...FLAGS.slice(0, -2)], 'servers-too-few');
  });

  test('with four servers', async () => {
    await expectNothing([...FLAGS, '--server', 'n4'], 'nodes-even-quorum');
  });

  test('with one name twice', async () => {
    await expectNothing([...FLAGS, '--agent', 'n1'], 'node-duplicate-name');
  });

  test('with an answer that would be another key', async () => {
    await expectNothing([...FLAGS, '--agent', 'n4\n    role: server'], 'invalid-name');
    await expectNothing(['--name', 'home\ndns: {replicas: 1}', ...FLAGS.slice(2)], 'invalid-name');
  });

  test('with a controller that does not exist', async () => {
    await expectNothing([...FLAGS, '--ingress', 'trafik'], 'usage');
  });
});

test('an existing file is refused with 2 and stays', async () => {
  put(root, 'cluster.yaml', 'mine');
  const { code, stderr } = await run(root, ['init', ...FLAGS]);
  expect([code, codesIn(stderr)]).toEqual([2, ['usage']]);
  expect(stderr).toContain('zero-spof validate');
  expect(written()).toBe('mine');
});

test('a folder that does not exist ends with 3', async () => {
  const { code, stderr } = await run(root, ['init', ...FLAGS, '--spec', 'missing/cluster.yaml']);
  expect([code, codesIn(stderr)]).toEqual([3, ['output-not-writable']]);
});

describe('on a terminal', () => {
  test('it asks for everything, and takes pasted answers', async () => {
    const typed = `home\n${URL}\nn1, n2 n3\nn4\n`;
    expect((await run(root, ['init'], { typed })).code).toBe(0);
    expect(meaning()).toMatchObject({ name: 'home', url: URL, servers: ['n1', 'n2', 'n3'], agents: ['n4'] });
  });

  test('it asks only for what no flag gives', async () => {
    const { code } = await run(root, ['init', '--name', 'home', ...SERVERS], { typed: `${URL}\n` });
    expect(code).toBe(0);
    expect(meaning()).toMatchObject({ name: 'home', url: URL, agents: [] });
  });

  test('it takes no agents for an answer, and asks again where an answer is needed', async () => {
    const { code } = await run(root, ['init'], { typed: `\n  \nhome\n${URL}\nn1 n2 n3\n\n` });
    expect(code).toBe(0);
    expect(meaning()).toMatchObject({ name: 'home', agents: [] });
  });

  test('the end of the input ends it with 2, and nothing is written', async () => {
    const { code, stderr } = await run(root, ['init'], { typed: 'home\n' });
    expect([code, codesIn(stderr)]).toEqual([2, ['usage']]);
    expect(existsSync(join(root, 'cluster.yaml'))).toBe(false);
  });

  test('Ctrl-C ends it with 130, and nothing is written', async () => {
    const { code, stderr } = await run(root, ['init'], { typed: 'home\n\u0003', isTerminal: true });
    expect(code).toBe(130);
    expect(stderr).toContain('SIGINT');
    expect(stderr).not.toMatch(/^ +at /m);
    expect(existsSync(join(root, 'cluster.yaml'))).toBe(false);
  });
});
