import { join } from 'node:path';
import { answerLines, type Client, programArgs, startClient } from '../clients/start-client';
import type { Host } from '../network';
import type { Answer, Queries } from './query';

const PROGRAM = join(__dirname, 'query.ts');

/** Asks once, from a host. */
export async function askDns(host: Host, queries: Omit<Queries, 'everyMs'>): Promise<readonly Answer[]> {
  const { stdout } = await host.mustRun(process.execPath, programArgs(PROGRAM, queries));
  return answerLines(stdout).map((line) => JSON.parse(line) as Answer);
}

/** A client on a host that asks all the time. */
export type DnsClient = Client<Answer>;

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
  return startClient<Answer>(folder, host, name, PROGRAM, queries);
}
