import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../lib/io/package-root';
import type { Host } from '../network';
import { waitFor } from '../runs/wait-for';

/** What a client's program prints for each request: one line of JSON. */
export interface Sent {
  /** When it was sent, in milliseconds since 1970. */
  readonly sentAt: number;
}

/** A program on a host that asks all the time. */
export interface Client<Answer extends Sent> {
  /** All answers so far, in the order in which they came. */
  readonly answers: () => readonly Answer[];
  /** Ends it when the last request has been answered, or is lost. */
  readonly stop: () => Promise<readonly Answer[]>;
}

/** The arguments of Node that run one of the harness' TypeScript programs. */
export function programArgs(file: string, argument: object): readonly string[] {
  const loader = join(packageRoot(), 'node_modules/tsx/dist/loader.mjs');
  return ['--import', loader, file, JSON.stringify(argument)];
}

/**
 * Starts a client and waits for its first answer.
 *
 * @param folder the run's
 * @param name of its log
 * @param file its program, in TypeScript
 * @param argument the program's only one, which it gets as JSON
 */
export async function startClient<Answer extends Sent>(
  folder: string,
  host: Host,
  name: string,
  file: string,
  argument: { readonly timeoutMs: number },
): Promise<Client<Answer>> {
  const daemon = await host.start(name, process.execPath, programArgs(file, argument));
  const log = join(folder, `${host.name}-${name}.log`);
  const answers = () => answerLines(readFileSync(log, 'utf8')).map((line) => JSON.parse(line) as Answer);
  await waitFor(`the first answer to the client ${name}`, () => answers().length > 0, { deadlineMs: 30_000 });
  return {
    answers,
    stop: async () => {
      const end = Date.now();
      const isPast = ({ sentAt }: Answer) => sentAt > end;
      await waitFor('what was asked until now', () => answers().some(isPast), {
        deadlineMs: argument.timeoutMs + 10_000,
      });
      await daemon.stop();
      return answers().filter((answer) => !isPast(answer));
    },
  };
}

/** Whole lines; the last may not be one yet. */
export function answerLines(text: string): readonly string[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line.startsWith('{'));
}
