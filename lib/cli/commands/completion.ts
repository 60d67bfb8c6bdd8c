import { type Command, COMMON_FLAGS, type Flag, FLAGS } from '../command';
import { EXIT } from '../exit-codes';
import { UsageError } from '../usage-error';
import { writeResult } from '../write-result';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** @param commands every verb, this one too: looked up when it runs */
export const makeCompletion = (commands: () => readonly Command[]): Command => ({
  name: 'completion',
  summary: 'Print a completion script for bash, zsh or fish.',
  positionals: 'SHELL',
  positionalChoices: SHELLS,
  description: 'For example: zero-spof completion bash > ~/.local/share/bash-completion/completions/zero-spof',
  flags: { output: FLAGS.output },
  run: async (invocation, streams) => {
    const [shell] = invocation.positionals;
    const render = shell !== undefined && Object.hasOwn(RENDERERS, shell) ? RENDERERS[shell] : undefined;
    if (!render || invocation.positionals.length > 1)
      throw new UsageError(
        invocation.positionals.join(' ') || 'no shell',
        SHELLS.join(', '),
        'For example: zero-spof completion bash',
      );
    writeResult(render(await Promise.all(commands().map(withAllChoices))), invocation, streams);
    return EXIT.clean;
  },
});

async function withAllChoices(command: Command): Promise<Command> {
  const more = await command.loadPositionalChoices?.();
  return more === undefined
    ? command
    : { ...command, positionalChoices: [...(command.positionalChoices ?? []), ...more] };
}

const RENDERERS: Readonly<Record<string, (commands: readonly Command[]) => string>> = { bash, zsh, fish };

function flagsOf(command: Command): [string, Flag][] {
  return Object.entries({ ...command.flags, ...COMMON_FLAGS });
}

function bash(commands: readonly Command[]): string {
  const cases = commands.map((c) => {
    const words = [...flagsOf(c).map(([name]) => `--${name}`), ...(c.positionalChoices ?? [])];
    return `    ${c.name}) words="${words.join(' ')}" ;;`;
  });
  const values = commands.flatMap((c) =>
    flagsOf(c).flatMap(([name, { value, choices }]) => {
      if (value === undefined) return [];
      const found = choices ? `compgen -W "${choices.join(' ')}"` : 'compgen -f';
      return [`    ${c.name}/--${name}) COMPREPLY=($(${found} -- "$word")); return ;;`];
    }),
  );
  return `# zero-spof completion for bash
_zero_spof() {
  local word="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  case "\${COMP_WORDS[1]}/$previous" in
${values.join('\n')}
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
    const specs = flagsOf(c).map(
      ([name, flag]) =>
        `'--${name}[${zshText(flag.summary)}]${flag.value === undefined ? '' : `:${flag.value.toLowerCase()}:${flag.choices ? `(${flag.choices.join(' ')})` : '_files'}`}'`,
    );
    return `    ${c.name}) _arguments ${specs.join(' ')}${c.positionalChoices ? ` '1:word:(${c.positionalChoices.join(' ')})'` : ''} ;;`;
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
    ...(c.positionalChoices
      ? [`complete -c zero-spof -f -n '__fish_seen_subcommand_from ${c.name}' -a '${c.positionalChoices.join(' ')}'`]
      : []),
  ]);
  return `# zero-spof completion for fish\n${lines.join('\n')}\n`;
}

function zshText(text: string): string {
  return text.replaceAll("'", "'\\''").replaceAll('[', '\\[').replaceAll(']', '\\]').replaceAll(':', '\\:');
}

function fishText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
