import { createInterface } from 'node:readline';
import { InterruptedError } from '../io/interrupt';
import type { Streams } from './command';
import { UsageError } from './usage-error';

/** Puts a question to the user and returns the answer, without the spaces around it. */
export type Ask = (question: string) => Promise<string>;

/**
 * Runs something that asks questions on the terminal, one after the other. Answers that arrive before their question,
 * pasted ones, count in their order.
 *
 * @throws UsageError where the input ends, InterruptedError on Ctrl-C: a promise of readline would stay open for ever
 */
export async function withQuestions<T>(
  { stdin, stderr }: Pick<Streams, 'stdin' | 'stderr'>,
  run: (ask: Ask) => Promise<T>,
): Promise<T> {
  const terminal = createInterface({ input: stdin, output: stderr });
  let interrupted = false;
  terminal.on('SIGINT', () => {
    interrupted = true;
    terminal.close();
  });
  const lines = terminal[Symbol.asyncIterator]();
  try {
    return await run(async (question) => {
      terminal.setPrompt(`${question} `);
      terminal.prompt();
      const line = await lines.next();
      if (line.done !== true) return line.value.trim();
      stderr.write('\n');
      if (interrupted) throw new InterruptedError('SIGINT');
      throw new UsageError('the end of the input', `an answer to "${question}"`, 'Nothing was written.');
    });
  } finally {
    terminal.close();
  }
}
