import { Resolver } from 'node:dns/promises';

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

/** From a port of its own, as the C library asks: nothing of an earlier query decides who answers. */
async function ask(server: string, { name, type }: Question, timeoutMs: number): Promise<Answer> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  resolver.setServers([server]);
  const sentAt = Date.now();
  const began = performance.now();
  const about = { server, name, type, sentAt };
  const tookMs = () => Math.round(performance.now() - began);
  try {
    const found = (await resolver.resolve(name, type)) as (string | { readonly name: string; readonly port: number })[];
    const records = found.map((one) => (typeof one === 'string' ? one : `${one.name}:${one.port}`)).sort();
    return { ...about, tookMs: tookMs(), records };
  } catch (error) {
    return { ...about, tookMs: tookMs(), error: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  }
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
