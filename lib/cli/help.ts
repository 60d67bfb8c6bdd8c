import { TEXT_COLUMNS, wrapText } from '../report/style';
import { type Command, COMMON_FLAGS, type Flag } from './command';

/** What `zero-spof --help` prints. */
export function generalHelp(commands: readonly Command[]): string {
  return `zero-spof: a k3s cluster without a single point of failure, from one file

Usage: zero-spof VERB [FLAG...]

${rows(commands.map((c) => [c.name, c.summary]))}
${rows([
  ['--help', 'Print this help; after a verb, that of the verb.'],
  ['--version', 'Print the version.'],
])}
Exit codes: 0 clean, 1 findings or files that would change, 2 usage or a wrong
spec, 3 a bug or a file that cannot be written. stdout has the result, stderr
the rest.

Start here: zero-spof init
`;
}

/** What `zero-spof VERB --help` prints. */
export function commandHelp(command: Command): string {
  const flags: Record<string, Flag> = { ...command.flags, ...COMMON_FLAGS };
  const usage = ['zero-spof', command.name, command.positionals, '[FLAG...]'].filter((w) => w !== undefined).join(' ');
  return `${command.summary}

Usage: ${usage}

${command.description === undefined ? '' : `${wrapText(command.description, '')}\n\n`}${rows(
    Object.entries(flags).map(([name, flag]) => [
      `--${name}${flag.value === undefined ? '' : ` ${flag.value}`}`,
      describeFlag(flag),
    ]),
  )}`;
}

function describeFlag(flag: Flag): string {
  return [
    flag.summary,
    ...(flag.choices ? [`One of ${flag.choices.join(', ')}.`] : []),
    ...(flag.default === undefined ? [] : [`Default: ${flag.default}.`]),
  ].join(' ');
}

/** Two columns; the second is wrapped at 80. */
function rows(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length)) + 4;
  return pairs
    .map(
      ([name, text]) => `  ${name.padEnd(width - 2)}${wrapText(text, ' '.repeat(width), TEXT_COLUMNS).trimStart()}\n`,
    )
    .join('');
}
