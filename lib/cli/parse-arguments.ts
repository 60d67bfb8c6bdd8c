import { parseArgs, type ParseArgsConfig } from 'node:util';
import { listWords } from '../spec/draft';
import { nearest } from '../spec/nearest';
import { type Command, COMMON_FLAGS, type Flag, type Invocation, type Streams } from './command';
import { UsageError } from './usage-error';

/** @throws UsageError for unknown flags, missing or wrong values, and positionals that the verb does not take */
export function parseArguments(command: Command, args: readonly string[], streams: Streams): Invocation {
  const flags: Readonly<Record<string, Flag>> = { ...command.flags, ...COMMON_FLAGS };
  const { values, positionals } = tolerantParse(command, flags, args);
  for (const [name, flag] of Object.entries(flags)) {
    for (const value of [values[name] ?? []].flat()) {
      if (flag.choices && typeof value === 'string' && !flag.choices.includes(value))
        throw wrongChoice(name, value, flag.choices);
    }
  }
  if (positionals.length > 0 && command.positionals === undefined) {
    throw new UsageError(
      positionals[0] ?? '',
      `no argument after "${command.name}"`,
      `See "zero-spof ${command.name} --help".`,
    );
  }
  const text = (name: string): string | undefined => {
    const value = [values[name] ?? []].flat().at(-1);
    return typeof value === 'string' ? value : flags[name]?.default;
  };
  return {
    positionals,
    text,
    list: (name) => [values[name] ?? []].flat().map(String),
    isSet: (name) => values[name] !== undefined,
    // A file is no terminal, whatever stdout is.
    color: useColor(text('color'), text('output') === undefined ? streams.stdout : {}, streams.env),
    errorColor: useColor(text('color'), streams.stderr, streams.env),
  };
}

function tolerantParse(
  command: Command,
  flags: Readonly<Record<string, Flag>>,
  args: readonly string[],
): { values: Record<string, unknown>; positionals: string[] } {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, flag] of Object.entries(flags)) {
    options[name] = {
      type: flag.value === undefined ? 'boolean' : 'string',
      multiple: flag.multiple ?? false,
      ...(name === 'help' ? { short: 'h' } : {}),
    };
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { values, positionals };
  } catch (error) {
    throw usageErrorOf(error, command, Object.keys(flags), args);
  }
}

function usageErrorOf(error: unknown, command: Command, known: readonly string[], args: readonly string[]): unknown {
  const code = (error as { code?: unknown }).code;
  const help = `See "zero-spof ${command.name} --help".`;
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const unknown =
      args.find((a) => a.startsWith('-') && !known.includes(a.replace(/^--?/, '').replace(/=.*/, ''))) ?? 'an option';
    const near = nearest(unknown.replace(/^--?/, '').replace(/=.*/, ''), known);
    return new UsageError(
      unknown,
      listWords(
        known.map((k) => `--${k}`),
        'or',
      ),
      near ? `Did you mean --${near}?` : help,
    );
  }
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE')
    return new UsageError((error as Error).message.split('\n')[0] ?? '', 'a value only where the flag takes one', help);
  return error;
}

function wrongChoice(name: string, value: string, choices: readonly string[]): UsageError {
  const near = nearest(value, choices);
  return new UsageError(
    `--${name} ${value}`,
    listWords(choices, 'or'),
    near ? `Did you mean ${near}?` : 'Use one of these words.',
  );
}

/** @param when value of `--color`; undefined means auto */
export function useColor(when: string | undefined, stream: { readonly isTTY?: boolean }, env: Streams['env']): boolean {
  if (when === 'always') return true;
  return when !== 'never' && stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}
