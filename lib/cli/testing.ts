import { PassThrough, Writable } from 'node:stream';
import type { Streams } from './command';
import { runCli } from './run-cli';

/** What one call of the command line printed and returned. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Streams['env'];
  /** What the user types; stdin is a terminal then. @default stdin is empty, and no terminal */
  readonly typed?: string;
  /** Whether stdout and stderr are terminals. @default false */
  readonly isTerminal?: boolean;
  /** @default a fixed day */
  readonly now?: () => Date;
  /** Called with each text that is about to be written to stderr. */
  readonly onStderr?: (text: string) => void;
}

/** Runs `zero-spof` in this process, with streams in memory. */
export async function run(cwd: string, args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { env = {}, typed, isTerminal = false, onStderr, now = () => new Date('2026-11-24T12:00:00Z') } = options;
  const stdin = new PassThrough();
  stdin.end(typed ?? '');
  const stdout = collect();
  const stderr = collect(onStderr);
  const code = await runCli(args, {
    stdout: Object.assign(stdout.stream, { isTTY: isTerminal }),
    stderr: Object.assign(stderr.stream, { isTTY: isTerminal }),
    stdin: Object.assign(stdin, { isTTY: typed !== undefined }),
    env,
    cwd,
    now,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** The codes of the problems in a text for people, in their order. */
export function codesIn(text: string): string[] {
  return [...text.matchAll(/(?:^|\s)(?:error|warning) {2}(\S+)/gm)].map(([, code]) => code ?? '');
}

/** A run as a transcript: the call, what came out, the exit code. */
export function transcript(args: readonly string[], { code, stdout, stderr }: Run): string {
  return [
    `$ zero-spof ${args.join(' ')}`,
    ...(stderr === '' ? [] : [`[stderr]\n${stderr}`]),
    ...(stdout === '' ? [] : [`[stdout]\n${stdout}`]),
    `[exit ${code}]`,
  ].join('\n');
}

/** Lines that do not fit a terminal of 80 columns. */
export function tooLong(text: string): string[] {
  return text.split('\n').filter((line) => line.length > 80);
}

/** Whether a text holds an escape sequence of a terminal. */
export function hasColor(text: string): boolean {
  return text.includes('\u001B[');
}

function collect(onText: (text: string) => void = () => undefined): { stream: Writable; text: () => string } {
  let text = '';
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: unknown, _encoding, done) {
      onText(String(chunk));
      text += String(chunk);
      done();
    },
  });
  return { stream, text: () => text };
}
