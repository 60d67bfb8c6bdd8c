import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { ApiServer } from '../control-plane/api-server';
import { waitFor } from '../runs/wait-for';
import { type FluxObject, KUSTOMIZATIONS } from './layers';

/** Every state that the Kustomizations were in. */
export interface LayerWatch {
  /** In the order in which the API server stored them. */
  readonly states: readonly FluxObject[];
  /** @throws Error when the watch ended before */
  readonly stop: () => void;
}

/** Watches them from now on. Polling would miss states, and the order of two of them. */
export async function watchLayers(server: ApiServer): Promise<LayerWatch> {
  // Right after a CRD was made its storage answers 429 for about a second.
  const response = await waitFor(
    'a watch of Kustomizations',
    async () => {
      const answer = await openWatch(server);
      if (answer.statusCode === 200) return answer;
      answer.destroy();
      throw new Error(`status ${String(answer.statusCode)}`);
    },
    { deadlineMs: 15_000, everyMs: 100 },
  );
  const states: FluxObject[] = [];
  let failure: Error | undefined;
  let rest = '';
  response.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const { type, object } = JSON.parse(line) as { readonly type: string; readonly object: FluxObject };
      if (type === 'ERROR') failure ??= new Error(`the API server ended the watch: ${line}`);
      else states.push(object);
    }
  });
  response.on('error', (error) => (failure ??= error));
  response.on('end', () => (failure ??= new Error('the API server ended the watch')));
  return {
    states,
    stop: () => {
      const before = failure;
      response.destroy();
      if (before) throw before;
    },
  };
}

async function openWatch({ url, certificates: { authority, admin } }: ApiServer): Promise<IncomingMessage> {
  const tls = { ca: readFileSync(authority.cert), cert: readFileSync(admin.cert), key: readFileSync(admin.key) };
  return new Promise((resolve, reject) => {
    request(`${url}${KUSTOMIZATIONS}?watch=true`, { ...tls, agent: false }, resolve).on('error', reject).end();
  });
}
