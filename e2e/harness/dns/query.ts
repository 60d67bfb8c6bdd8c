import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import dns from 'dns-packet';
import { freshPort } from '../clients/fresh-port';

/** What `query.ts` is asked, as its only argument in JSON. It runs on a host, and prints one line of JSON for each answer. */
export interface Queries {
  /** Addresses of DNS servers; each is asked each time. */
  readonly servers: readonly string[];
  /** Asked in turn. */
  readonly questions: readonly Question[];
  /** Asks again and again. @default each question is asked once */
  readonly everyMs?: number;
  /** A query is sent once, and lost when there is no answer by then. */
  readonly timeoutMs: number;
}

export interface Question {
  readonly name: string;
  readonly type: 'A' | 'SRV' | 'PTR';
}

export interface Answer extends Question {
  readonly server: string;
  /** When it was sent, in milliseconds since 1970. */
  readonly sentAt: number;
  readonly tookMs: number;
  /** Addresses or names, sorted; undefined when there is an error. */
  readonly records?: readonly string[];
  /** Such as ENOTFOUND and ETIMEOUT, as Node names them. */
  readonly error?: string;
}

async function ask(server: string, question: Question, timeoutMs: number): Promise<Answer> {
  const sentAt = Date.now();
  const began = performance.now();
  const about = () => ({ server, ...question, sentAt, tookMs: Math.round(performance.now() - began) });
  try {
    const records = (await exchange(server, question, timeoutMs)).map(recordText).sort();
    return { ...about(), records };
  } catch (error) {
    return { ...about(), error: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  }
}

/** From a port that nobody had before: nothing of an earlier query decides who answers. */
async function exchange(server: string, { name, type }: Question, timeoutMs: number): Promise<readonly dns.Answer[]> {
  const socket = createSocket('udp4');
  const id = randomInt(0x10000);
  const signal = AbortSignal.timeout(timeoutMs);
  const next = async (event: string) => once(socket, event, { signal });
  try {
    await bind(socket);
    socket.connect(53, server);
    await next('connect');
    socket.send(dns.encode({ type: 'query', id, flags: dns.RECURSION_DESIRED, questions: [{ name, type }] }));
    for (;;) {
      const [message] = (await next('message')) as [Buffer];
      const answer = dns.decode(message) as dns.DecodedPacket & { readonly rcode: string };
      if (answer.id === id) return recordsOf(answer, type);
    }
  } catch (error) {
    throw signal.aborted ? Object.assign(new Error('no answer'), { code: 'ETIMEOUT' }) : error;
  } finally {
    socket.close();
  }
}

/** Another program may have the port. */
async function bind(socket: Socket): Promise<void> {
  for (;;) {
    socket.bind(freshPort());
    try {
      await once(socket, 'listening');
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}

/** @throws with the code that Node's own resolver gives */
function recordsOf(
  answer: dns.DecodedPacket & { readonly rcode: string },
  type: Question['type'],
): readonly dns.Answer[] {
  const found = (answer.answers ?? []).filter((one) => one.type === type);
  if (answer.rcode === 'NOERROR' && found.length > 0) return found;
  const code = { NOERROR: 'ENODATA', NXDOMAIN: 'ENOTFOUND' }[answer.rcode] ?? `E${answer.rcode}`;
  throw Object.assign(new Error(code), { code });
}

function recordText(answer: dns.Answer): string {
  if (answer.type === 'SRV') return `${answer.data.target}:${answer.data.port}`;
  if (answer.type === 'A' || answer.type === 'PTR') return answer.data;
  throw new Error(`found a record ${answer.type}; expected A, SRV or PTR`);
}

async function main({ servers, questions, everyMs, timeoutMs }: Queries): Promise<void> {
  const askAll = async (question: Question): Promise<void> => {
    await Promise.all(
      servers.map(async (server) => {
        process.stdout.write(`${JSON.stringify(await ask(server, question, timeoutMs))}\n`);
      }),
    );
  };
  if (everyMs === undefined) {
    for (const question of questions) await askAll(question);
    return;
  }
  let turn = 0;
  setInterval(() => {
    const question = questions[turn++ % questions.length];
    if (question) void askAll(question);
  }, everyMs);
}

if (require.main === module) void main(JSON.parse(process.argv[2] ?? '') as Queries);
