import { join } from 'node:path';
import { type Client, startClient } from '../clients/start-client';
import type { Host } from '../network';
import type { HttpAnswer, Requests } from './request';

/**
 * A client on a host that asks all the time.
 *
 * @param folder the run's
 * @param name of its log
 */
export async function startHttpClient(
  folder: string,
  host: Host,
  name: string,
  requests: Requests,
): Promise<Client<HttpAnswer>> {
  return startClient<HttpAnswer>(folder, host, name, join(__dirname, 'request.ts'), requests);
}
