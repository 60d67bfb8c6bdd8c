import { makeScratch, put } from '../io/fixtures/scratch';
import { VALID_SPEC } from '../spec/testing';
import { commands } from './commands';
import { hasColor, run, tooLong } from './testing';
import { runCli } from './run-cli';
import { toolVersion } from './version';

const folder = makeScratch();

describe('a call that cannot be understood ends with 2 and no stack', () => {
  test.each<[string, string[], string]>([
    ['a verb that is nearly one', ['sinth'], 'Did you mean synth?'],
    ['a verb that is like nothing', ['frobnicate'], 'zero-spof --help'],
    ['a flag before the verb', ['--quiet', 'validate'], 'zero-spof --help'],
    ['a flag that is nearly one', ['validate', '--fromat', 'json'], 'Did you mean --format?'],
    ['the same with =', ['validate', '--fromat=json'], 'Did you mean --format?'],
    ['a flag that is like nothing', ['validate', '--frobnicate'], 'zero-spof validate --help'],
    ['a flag of another verb', ['validate', '--check'], '--check'],
    ['a short flag that nobody has', ['synth', '-x'], '-x'],
    ['a word that is nearly a choice', ['validate', '--format', 'jsn'], 'Did you mean json?'],
    ['a word that is no choice', ['validate', '--format', 'xml'], 'text, json or github'],
    ['a choice of another verb', ['synth', '--format', 'github'], 'text or json'],
    ['a flag without its value', ['validate', '--spec'], 'zero-spof validate --help'],
    ['a value for a switch', ['synth', '--check=yes'], 'zero-spof synth --help'],
    ['an argument where none is taken', ['validate', 'cluster.yaml'], 'cluster.yaml'],
    ['an argument behind --', ['validate', '--', '--quiet'], '--quiet'],
    ['help for a verb that does not exist', ['help', 'sinth'], 'Did you mean synth?'],
    ['a name that every JavaScript object has', ['constructor'], 'constructor'],
  ])('%s', async (_, args, hint) => {
    const { code, stdout, stderr } = await run(folder, args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error {2}usage\n {2}found .+; expected .+\n$/);
    expect(stderr).toContain(hint);
  });
});

test('without a verb the help is shown, and the exit code says that nothing was done', async () => {
  const { code, stdout } = await run(folder, []);
  expect(code).toBe(2);
  expect(stdout).toBe((await run(folder, ['--help'])).stdout);
});

test.each([['--version'], ['-V']])('%s prints one line', async (flag) => {
  expect(await run(folder, [flag])).toEqual({ code: 0, stdout: `zero-spof ${toolVersion()}\n`, stderr: '' });
});

describe('help', () => {
  test('names every verb with its summary, in 80 columns', async () => {
    const { code, stdout } = await run(folder, ['--help']);
    expect(code).toBe(0);
    expect(tooLong(stdout)).toEqual([]);
    for (const { name } of commands) expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
  });

  test.each(commands.map(({ name }) => name))(
    'of %s names every flag, in 80 columns, in all three ways',
    async (name) => {
      const { code, stdout } = await run(folder, [name, '--help']);
      expect(code).toBe(0);
      expect(tooLong(stdout)).toEqual([]);
      for (const flag of Object.keys(commands.find((c) => c.name === name)!.flags))
        expect(stdout).toContain(`--${flag}`);
      expect((await run(folder, [name, '-h'])).stdout).toBe(stdout);
      expect((await run(folder, ['help', name])).stdout).toBe(stdout);
    },
  );
});

test('every summary is a sentence, of verbs and of flags', () => {
  const summaries = commands.flatMap((c) => [c.summary, ...Object.values(c.flags).map((f) => f.summary)]);
  for (const summary of summaries) expect(summary).toMatch(/^[A-Z].*\.$/);
});

test('what nobody foresaw is called a bug, shows its stack and ends with 3', async () => {
  const { stdin, stderr } = process;
  let said = '';
  const broken = { write: () => { throw new Error('the pipe is gone'); } } as unknown as typeof stderr; // prettier-ignore
  const listening = Object.assign(Object.create(stderr) as typeof stderr, { write: (text: string) => (said += text) });
  const code = await runCli(['--version'], {
    stdin,
    stdout: broken,
    stderr: listening,
    env: {},
    cwd: folder,
    now: () => new Date(),
  });
  expect(code).toBe(3);
  expect(said).toContain('bug');
  expect(said).toMatch(/the pipe is gone\n +at /);
});

describe('colour', () => {
  const root = makeScratch();
  put(root, 'bad.yaml', 'cluster: {}\n');
  put(root, 'good.yaml', VALID_SPEC);

  test.each<[string, string[], Record<string, string>, boolean, boolean]>([
    ['is there on a terminal', [], {}, true, true],
    ['is not there elsewhere', [], {}, false, false],
    ['is there where it is asked for', ['--color', 'always'], {}, false, true],
    ['is not there where it is refused', ['--color', 'never'], {}, true, false],
    ['is not there with NO_COLOR', [], { NO_COLOR: '1' }, true, false],
    ['is there with an empty NO_COLOR', [], { NO_COLOR: '' }, true, true],
    ['is not there on a dumb terminal', [], { TERM: 'dumb' }, true, false],
  ])('%s', async (_, flags, env, isTerminal, expected) => {
    // Both ways to stderr: a verb's own, and an error that ends the verb.
    for (const verb of ['validate', 'synth']) {
      const { stderr } = await run(root, [verb, '--spec', 'bad.yaml', ...flags], { env, isTerminal });
      expect(hasColor(stderr)).toBe(expected);
    }
  });

  test('changes no word', async () => {
    const plain = await run(root, ['validate', '--spec', 'bad.yaml']);
    const colored = await run(root, ['validate', '--spec', 'bad.yaml', '--color', 'always']);
    // eslint-disable-next-line no-control-regex -- the escape sequences are what is looked for
    expect(colored.stderr.replace(/\u001B\[\d+m/g, '')).toBe(plain.stderr);
  });
});
