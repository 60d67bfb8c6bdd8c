import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Files served to this computer only. */
export interface HttpsServer {
  readonly url: string;
  /** The certificate, for SSL_CERT_FILE. */
  readonly certificate: string;
  /** Paths that were asked for, in their order. */
  readonly requests: readonly string[];
  /** What is served, by path; may be changed at any time. */
  readonly files: Map<string, Buffer | string>;
  readonly close: () => void;
}

/**
 * @param folder where its key and its certificate are kept
 * @throws Error where openssl cannot make a certificate
 */
export async function startHttpsServer(folder: string): Promise<HttpsServer> {
  const certificate = join(folder, 'cert.pem');
  const key = join(folder, 'key.pem');
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'];
  const files = ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate];
  const made = spawnSync('openssl', [...request, ...files], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.error?.message ?? made.stderr);

  const requests: string[] = [];
  const served = new Map<string, Buffer | string>();
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, ({ url = '' }, response) => {
    requests.push(url);
    const body = served.get(url);
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  const { port } = server.address() as AddressInfo;
  return { url: `https://127.0.0.1:${port}`, certificate, requests, files: served, close };
}
