import type { ExitCode } from './exit-codes';

/** An option of a verb, as `--name` or `--name VALUE`. */
export interface Flag {
  readonly summary: string;
  /** What the value is called in help; absent for a switch. */
  readonly value?: string;
  /** The only values allowed. */
  readonly choices?: readonly string[];
  /** Used when the flag is not given. */
  readonly default?: string;
  /** May be given more than once. */
  readonly multiple?: boolean;
}

/** Everything that a verb may read from, or write to, besides files. */
export interface Streams {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Working directory. */
  readonly cwd: string;
  /** What time it is: for end dates of waivers, and for how long something takes. */
  readonly now: () => Date;
}

/** A parsed call of a verb. */
export interface Invocation {
  readonly positionals: readonly string[];
  /** Value of a flag; its default, or undefined. */
  readonly text: (flag: string) => string | undefined;
  readonly list: (flag: string) => readonly string[];
  readonly isSet: (flag: string) => boolean;
  /** Whether the result, on stdout or in a file, is coloured. */
  readonly color: boolean;
  /** Whether what goes to stderr is coloured. */
  readonly errorColor: boolean;
}

/** A verb. One file each in commands/; heavy modules are imported inside `run`. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** How positionals are called in help, such as `CODE`. @default none are taken */
  readonly positionals?: string;
  /** What a positional may be: offered by completion. */
  readonly positionalChoices?: readonly string[];
  /** More of them, which take long to load. */
  readonly loadPositionalChoices?: () => Promise<readonly string[]>;
  /** Paragraphs below the summary in `--help`. */
  readonly description?: string;
  readonly flags: Readonly<Record<string, Flag>>;
  /** @throws UsageError, ProblemsError, InterruptedError: `runCli` tells them in words */
  readonly run: (invocation: Invocation, streams: Streams) => Promise<ExitCode>;
}

/** Flags that several verbs have; a verb takes those that mean something to it. */
export const FLAGS = {
  spec: { summary: 'The cluster file.', value: 'FILE', default: 'cluster.yaml' },
  format: { summary: 'Form of the result.', value: 'FORMAT', choices: ['text', 'json', 'github'], default: 'text' },
  output: { summary: 'Write the result to a file instead of stdout.', value: 'FILE' },
  quiet: { summary: 'Print errors and the result only.' },
} as const satisfies Record<string, Flag>;

/** Flags of every verb. */
export const COMMON_FLAGS = {
  color: {
    summary: 'Colour; auto: on a terminal, unless NO_COLOR is set.',
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    default: 'auto',
  },
  help: { summary: 'Print this help.' },
} as const satisfies Record<string, Flag>;
