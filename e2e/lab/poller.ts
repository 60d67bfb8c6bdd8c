/**
 * A program of its own, which runs in a host's network namespace: `node poller.js CONFIG`. Each tick it sends one request
 * of each kind, whether or not earlier ones were answered, and appends what became of them to a file, one JSON a line.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { createSecureContext } from 'node:tls';
import { monotonicMs } from '../harness/monotonic';
import type { RequestKind, Sample } from './time-line';

export interface PollerConfig {
  readonly port: number;
  readonly authority: string;
  readonly cert: string;
  readonly key: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly namespace: string;
  /** Of the observer; holds when it was written. */
  readonly configMap: string;
  /** Of the ConfigMaps of all observers: KEY=VALUE. */
  readonly selector: string;
  readonly output: string;
}

interface ConfigMapList {
  readonly items: readonly { readonly data?: { readonly at?: string } }[];
}

const config = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as PollerConfig;
const secureContext = createSecureContext({
  ca: readFileSync(config.authority),
  cert: readFileSync(config.cert),
  key: readFileSync(config.key),
});
// No session is resumed: each connection is a stranger's.
const fresh = new Agent({ keepAlive: false, maxCachedSessions: 0 });
const kept = new Agent({ keepAlive: true, maxSockets: 1, maxCachedSessions: 0 });

const maps = `/api/v1/namespaces/${config.namespace}/configmaps`;
const own = `${maps}/${config.configMap}`;
let done: Sample[] = [];
let keptIsBusy = false;

const ticking = setInterval(tick, config.everyMs);
process.on('SIGTERM', () => {
  clearInterval(ticking);
  flush();
  process.exit(0);
});

function tick(): void {
  flush();
  send('write', { method: 'PATCH', path: own, body: JSON.stringify({ data: { at: String(monotonicMs()) } }) });
  send('quorum-read', { method: 'GET', path: own });
  send('cached-read', { method: 'GET', path: `${maps}?resourceVersion=0&labelSelector=${config.selector}` });
  if (keptIsBusy) return;
  keptIsBusy = true;
  send('kept-read', { method: 'GET', path: own, agent: kept }, () => (keptIsBusy = false));
}

function flush(): void {
  if (done.length === 0) return;
  appendFileSync(config.output, `${done.map((sample) => JSON.stringify(sample)).join('\n')}\n`);
  done = [];
}

function send(
  kind: RequestKind,
  { method, path, body, agent = fresh }: { method: string; path: string; body?: string; agent?: Agent },
  then: () => void = () => undefined,
): void {
  const sent = monotonicMs();
  let open = true;
  const end = (outcome: string, answer = ''): void => {
    if (!open) return;
    open = false;
    clearTimeout(deadline);
    const sample = { request: kind, sent, done: monotonicMs(), outcome };
    done.push(kind === 'cached-read' && outcome === 'ok' ? { ...sample, newest: newestOf(answer) } : sample);
    then();
  };
  const call = request(
    {
      ...{ host: '127.0.0.1', port: config.port, agent, secureContext, method, path },
      headers: body === undefined ? {} : { 'content-type': 'application/merge-patch+json' },
    },
    (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', (error) => end(codeOf(error)));
      response.on('end', () => end(response.statusCode === 200 ? 'ok' : String(response.statusCode), text));
    },
  );
  // Of the whole request, also while it connects.
  const deadline = setTimeout(() => {
    end('timeout');
    call.destroy();
  }, config.timeoutMs);
  call.on('error', (error) => end(codeOf(error)));
  call.end(body);
}

function newestOf(answer: string): number {
  const { items } = JSON.parse(answer) as ConfigMapList;
  return Math.max(...items.map(({ data }) => Number(data?.at ?? 0)));
}

function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
