import { type Command, COMMON_FLAGS, type Flag, FLAGS } from '../command';
import { EXIT } from '../exit-codes';
import { UsageError } from '../usage-error';
import { writeResult } from '../write-result';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const completion: Command = {
  name: 'completion',
  summary: 'Print a completion script for bash, zsh or fish.',
  positionals: 'SHELL',
  description: 'For example: zero-spof completion bash > ~/.local/share/bash-completion/completions/zero-spof',
  flags: { output: FLAGS.output },
  run: async (invocation, streams) => {
    const [shell] = invocation.positionals;
    const render = shell === undefined ? undefined : RENDERERS[shell];
    if (!render || invocation.positionals.length > 1) throw new UsageError(invocation.positionals.join(' ') || 'no shell', SHELLS.join(', '), 'For example: zero-spof completion bash');
    // The list of verbs holds this one: it is looked up when it runs.
    const { commands } = await import('.');
    writeResult(render(commands), invocation, streams);
    return EXIT.clean;
  },
};

const RENDERERS: Readonly<Record<string, (commands: readonly Command[]) => string>> = { bash, zsh, fish };

function flagsOf(command: Command): [string, Flag][] {
  return Object.entries({ ...command.flags, ...COMMON_FLAGS });
}

function bash(commands: readonly Command[]): string {
  const cases = commands.map((c) => `    ${c.name}) words="${flagsOf(c).map(([name]) => `--${name}`).join(' ')}${c.name === 'completion' ? ` ${SHELLS.join(' ')}` : ''}" ;;`);
  const values = uniqueChoices(commands).map(([name, choices]) => `    --${name}) COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$word")); return ;;`);
  return `# zero-spof completion for bash
_zero_spof() {
  local word="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  case "$previous" in
${values.join('\n')}
    --spec|--output) COMPREPLY=($(compgen -f -- "$word")); return ;;
  esac
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="${commands.map((c) => c.name).join(' ')} --help --version"; fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _zero_spof zero-spof
`;
}

function zsh(commands: readonly Command[]): string {
  const cases = commands.map((c) => {
    const specs = flagsOf(c).map(([name, flag]) => `'--${name}[${zshText(flag.summary)}]${flag.value === undefined ? '' : `:${flag.value.toLowerCase()}:${flag.choices ? `(${flag.choices.join(' ')})` : '_files'}`}'`);
    return `    ${c.name}) _arguments ${specs.join(' ')}${c.name === 'completion' ? ` '1:shell:(${SHELLS.join(' ')})'` : ''} ;;`;
  });
  return `#compdef zero-spof
# zero-spof completion for zsh
_zero_spof() {
  if (( CURRENT == 2 )); then
    local -a verbs=(${commands.map((c) => `'${c.name}:${zshText(c.summary)}'`).join(' ')})
    _describe verb verbs
    return
  fi
  local verb="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$verb" in
${cases.join('\n')}
  esac
}
compdef _zero_spof zero-spof
`;
}

function fish(commands: readonly Command[]): string {
  const lines = commands.flatMap((c) => [
    `complete -c zero-spof -f -n __fish_use_subcommand -a ${c.name} -d '${fishText(c.summary)}'`,
    ...flagsOf(c).map(([name, flag]) => {
      const value = flag.value === undefined ? '' : flag.choices ? ` -x -a '${flag.choices.join(' ')}'` : ' -r -F';
      return `complete -c zero-spof -n '__fish_seen_subcommand_from ${c.name}' -l ${name}${value} -d '${fishText(flag.summary)}'`;
    }),
    ...(c.name === 'completion' ? [`complete -c zero-spof -f -n '__fish_seen_subcommand_from completion' -a '${SHELLS.join(' ')}'`] : []),
  ]);
  return `# zero-spof completion for fish\n${lines.join('\n')}\n`;
}

function uniqueChoices(commands: readonly Command[]): [string, readonly string[]][] {
  const choices = new Map<string, Set<string>>();
  for (const [name, flag] of commands.flatMap(flagsOf)) {
    if (flag.choices) choices.set(name, new Set([...(choices.get(name) ?? []), ...flag.choices]));
  }
  return [...choices].map(([name, words]) => [name, [...words]]);
}

function zshText(text: string): string {
  return text.replaceAll("'", "'\\''").replaceAll('[', '\\[').replaceAll(']', '\\]').replaceAll(':', '\\:');
}

function fishText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
