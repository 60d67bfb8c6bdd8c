import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { makeScratch, put } from '../../io/fixtures/scratch';
import { codesIn, run } from '../testing';
import { commands } from '.';

const folder = makeScratch();
const scriptFor = async (shell: string): Promise<string> => (await run(folder, ['completion', shell])).stdout;

test.each(['bash', 'zsh', 'fish'])('the script for %s knows every verb and every flag', async (shell) => {
  const { code, stdout, stderr } = await run(folder, ['completion', shell]);
  expect([code, stderr]).toEqual([0, '']);
  for (const { name, flags } of commands) {
    expect(stdout).toContain(name);
    for (const flag of Object.keys(flags)) expect(stdout).toContain(shell === 'fish' ? `-l ${flag}` : `--${flag}`);
  }
});

test.each([
  ['no shell', [], 'bash, zsh, fish'],
  ['an unknown shell', ['powershell'], 'bash, zsh, fish'],
  ['two shells', ['bash', 'zsh'], 'bash, zsh, fish'],
  ['a name that every JavaScript object has', ['constructor'], 'bash, zsh, fish'],
])('%s is refused with 2', async (_, args, hint) => {
  const { code, stdout, stderr } = await run(folder, ['completion', ...args]);
  expect([code, stdout, codesIn(stderr)]).toEqual([2, '', ['usage']]);
  expect(stderr).toContain(hint);
});

const SHELLS: readonly (readonly [string, readonly string[]])[] = [
  ['bash', ['-n']],
  ['zsh', ['-n']],
  ['fish', ['--no-execute']],
];
const isInstalled = (shell: string): boolean => spawnSync(shell, ['--version']).error === undefined;

describe.each(SHELLS)('%s', (shell, parseOnly) => {
  // A shell that is not on this computer cannot read anything.
  (isInstalled(shell) ? test : test.skip)('reads its script without a complaint', async () => {
    put(folder, shell, await scriptFor(shell));
    const { status, stderr } = spawnSync(shell, [...parseOnly, join(folder, shell)], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });
});

(isInstalled('bash') ? describe : describe.skip)('in bash, TAB', () => {
  beforeAll(async () => put(folder, 'bash', await scriptFor('bash')));

  /** What bash offers at the end of a line, as readline asks for it. */
  function complete(...words: string[]): string[] {
    const script = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _zero_spof; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', join(folder, 'bash'), 'zero-spof', ...words], {
      encoding: 'utf8',
      cwd: folder,
    });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((line) => line !== '');
  }

  test('offers every verb', () => {
    expect(complete('')).toEqual([...commands.map((c) => c.name), '--help', '--version']);
  });

  test('finishes a verb', () => {
    expect(complete('val')).toEqual(['validate']);
  });

  test.each(commands.map((c) => [c.name, Object.keys(c.flags)] as const))('offers the flags of %s', (name, flags) => {
    expect(complete(name, '--')).toEqual([...flags, 'color', 'help'].map((flag) => `--${flag}`));
  });

  test('finishes a flag', () => {
    expect(complete('synth', '--che')).toEqual(['--check']);
  });

  test('offers the choices of a flag', () => {
    expect(complete('validate', '--color', '')).toEqual(['auto', 'always', 'never']);
    expect(complete('init', '--ingress', 'tr')).toEqual(['traefik']);
  });

  test('offers only the choices that the verb takes', () => {
    expect(complete('synth', '--format', '')).toEqual(['text', 'json']);
    expect(complete('validate', '--format', '')).toEqual(['text', 'json', 'github']);
  });

  test('offers files where a flag takes one', () => {
    expect(complete('validate', '--spec', 'ba')).toEqual(['bash']);
  });

  test('offers the shells and the codes', () => {
    expect(complete('completion', 'z')).toEqual(['zsh']);
    expect(complete('explain', 'unknown-k')).toEqual(['unknown-key']);
  });
});
