import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../lib/io/package-root';
import type { Host } from '../network';
import { waitFor } from '../runs/wait-for';
import type { Answer, Queries } from './query';

const PROGRAM = ['--import', join(packageRoot(), 'node_modules/tsx/dist/loader.mjs'), join(__dirname, 'query.ts')];

/** Asks once, from a host. */
export async function askDns(host: Host, queries: Omit<Queries, 'everyMs'>): Promise<readonly Answer[]> {
  const { stdout } = await host.mustRun(process.execPath, [...PROGRAM, JSON.stringify(queries)]);
  return readAnswers(stdout);
}

/** A client on a host that asks all the time. */
export interface DnsClient {
  /** All answers so far, in the order in which they came. */
  readonly answers: () => readonly Answer[];
  /** Ends it when the last query has been answered, or is lost. */
  readonly stop: () => Promise<readonly Answer[]>;
}

/**
 * @param folder the run's
 * @param name of its log
 */
export async function startDnsClient(
  folder: string,
  host: Host,
  name: string,
  queries: Queries & { readonly everyMs: number },
): Promise<DnsClient> {
  const daemon = await host.start(name, process.execPath, [...PROGRAM, JSON.stringify(queries)]);
  const answers = () => readAnswers(readFileSync(join(folder, `${host.name}-${name}.log`), 'utf8'));
  await waitFor('the first answer to the DNS client', () => answers().length > 0, { deadlineMs: 30_000 });
  return {
    answers,
    stop: async () => {
      const end = Date.now();
      const isPast = ({ sentAt }: Answer) => sentAt > end;
      await waitFor('what was asked until now', () => answers().some(isPast), {
        deadlineMs: queries.timeoutMs + 10_000,
      });
      await daemon.stop();
      return answers().filter((answer) => !isPast(answer));
    },
  };
}

/** The last line may not be whole yet. */
function readAnswers(text: string): readonly Answer[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Answer);
}
