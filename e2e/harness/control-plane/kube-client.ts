import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';
import type { Certificate } from './certificates';

/** What an API server answered. */
export interface ApiAnswer {
  readonly status: number;
  /** Texts of its Warning headers. */
  readonly warnings: readonly string[];
  /** The JSON of the body; a text when it is none. */
  readonly body: unknown;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From /api or /apis on, with the query. */
  readonly path: string;
  readonly body?: string;
  /** @default application/json */
  readonly contentType?: string;
  /** @default 30 000 */
  readonly timeoutMs?: number;
}

/** One user's connection to one API server. */
export class KubeClient {
  readonly #agent: Agent;
  readonly #url: string;
  readonly #socketPath: string | undefined;

  /** @param socketPath a Unix socket that leads to the server, such as one out of a network namespace; @default none */
  constructor(url: string, authority: Certificate, user: Certificate, socketPath?: string) {
    this.#url = url;
    this.#socketPath = socketPath;
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: 8,
      ca: readFileSync(authority.cert),
      cert: readFileSync(user.cert),
      key: readFileSync(user.key),
    });
  }

  /** Sends one request; every status is an answer. @throws Error when the connection fails */
  async send({
    method,
    path,
    body,
    contentType = 'application/json',
    timeoutMs = 30_000,
  }: ApiRequest): Promise<ApiAnswer> {
    return new Promise((resolve, reject) => {
      const headers = { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': contentType }) };
      const options = { ...this.#to(), method, headers, timeout: timeoutMs };
      const sent = request(`${this.#url}${path}`, options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => {
          const { warning } = response.headers;
          resolve({ status: response.statusCode ?? 0, warnings: readWarnings(warning), body: readBody(text) });
        });
      });
      sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer in ${timeoutMs} ms`)));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** @throws Error when the answer is not 2xx */
  async mustSend(call: ApiRequest): Promise<unknown> {
    const { status, body } = await this.send(call);
    if (status >= 200 && status < 300) return body;
    throw new Error(`${call.method} ${call.path}: found ${status} ${messageOf(body)}; expected success`);
  }

  /**
   * Follows a watch, line by line, until the server ends it or the signal does.
   *
   * @throws Error when the connection fails or the answer is not 200
   */
  async follow(path: string, onLine: (line: string) => void, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => (signal.aborted ? resolve() : reject(error));
      const sent = request(`${this.#url}${path}`, { ...this.#to(), signal }, (response) => {
        if (response.statusCode !== 200) {
          reject(new Error(`GET ${path}: found ${response.statusCode ?? 0}; expected 200`));
          response.destroy();
          return;
        }
        const lines = createInterface({ input: response });
        lines.on('line', onLine).on('close', resolve);
        // Both tell of the same failure.
        lines.on('error', fail);
        response.on('error', fail);
      });
      sent.on('error', fail);
      sent.end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #to() {
    return { agent: this.#agent, ...(this.#socketPath === undefined ? {} : { socketPath: this.#socketPath }) };
  }
}

/** The server's words about a failure. */
export function messageOf(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string')
    return body.message;
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** Warning headers are `299 - "text"`, joined by commas. */
function readWarnings(header: string | undefined): readonly string[] {
  return [...(header ?? '').matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    text.replace(/\\(.)/g, '$1'),
  );
}

function readBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
