import { request } from 'node:http';
import { freshPort } from '../clients/fresh-port';

/** What `request.ts` is asked, as its only argument in JSON. It runs on a host, and prints one line of JSON for each request. */
export interface Requests {
  readonly url: string;
  readonly everyMs: number;
  /** A request is lost when there is no whole answer by then. */
  readonly timeoutMs: number;
}

export interface HttpAnswer {
  /** When it was sent, in milliseconds since 1970. */
  readonly sentAt: number;
  readonly tookMs: number;
  readonly status?: number;
  readonly body?: string;
  /** Such as ECONNREFUSED; undefined when there is an answer. */
  readonly error?: string;
}

/** On a connection of its own, as most clients of a Service, from a port that nobody had before. */
async function send(url: string, timeoutMs: number): Promise<HttpAnswer> {
  const sentAt = Date.now();
  const began = performance.now();
  const about = () => ({ sentAt, tookMs: Math.round(performance.now() - began) });
  return new Promise((resolve) => {
    const fail = (error: Error) => resolve({ ...about(), error: (error as NodeJS.ErrnoException).code ?? error.name });
    const signal = AbortSignal.timeout(timeoutMs);
    request(url, { agent: false, localPort: freshPort(), signal }, (response) => {
      let body = '';
      response
        .setEncoding('utf8')
        .on('data', (text: string) => (body += text))
        .on('error', fail)
        .on('end', () => resolve({ ...about(), status: response.statusCode ?? 0, body }));
    })
      .on('error', fail)
      .end();
  });
}

function main({ url, everyMs, timeoutMs }: Requests): void {
  setInterval(() => {
    void send(url, timeoutMs).then((answer) => process.stdout.write(`${JSON.stringify(answer)}\n`));
  }, everyMs);
}

if (require.main === module) main(JSON.parse(process.argv[2] ?? '') as Requests);
