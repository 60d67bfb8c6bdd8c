import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server over plain HTTP for this computer only, which can be lost and found again. */
export interface LoopbackServer {
  /** 127.0.0.1:PORT; it stays the same over {@link LoopbackServer.goAway} and {@link LoopbackServer.comeBack}. */
  readonly host: string;
  /** Nobody listens any more: connections are refused. Goes for the end, too. */
  readonly goAway: () => Promise<void>;
  readonly comeBack: () => Promise<void>;
}

export async function startLoopbackServer(answer: RequestListener): Promise<LoopbackServer> {
  let server = await listen(answer, 0);
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    goAway: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
    comeBack: async () => {
      server = await listen(answer, port);
    },
  };
}

async function listen(answer: RequestListener, port: number): Promise<Server> {
  const server = createServer(answer);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
