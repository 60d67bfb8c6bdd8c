import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keyMakerFor, mintTailnetKeys } from './mint-tailnet-keys';

/** Requests as "METHOD PATH AUTHORIZATION BODY", and what is answered: status and text. */
let requests: string[];
let answer: (request: string) => readonly [number, string];
let server: Server;
let url: string;

beforeEach(async () => {
  requests = [];
  server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const line = `${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? '-'} ${body}`;
      requests.push(line);
      const [status, text] = answer(line);
      response.writeHead(status).end(text);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => server.close());

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
const codesOf = async (keys: Promise<unknown>): Promise<unknown> =>
  keys.then(
    () => 'keys',
    (error: unknown) => (error as { readonly problems: readonly { readonly code: string }[] }).problems,
  );

test('Headscale makes a key for one login, with the tags, for each node', async () => {
  answer = () => [200, '{"preAuthKey":{"key":"hskey-auth-1"}}'];
  const maker = keyMakerFor(`${url}/`, { HEADSCALE_API_KEY: 'api-key' });
  const keys = await mintTailnetKeys(maker!, ['n1', 'n2'], ['tag:k3s']);
  expect([...keys]).toEqual([
    ['n1', 'hskey-auth-1'],
    ['n2', 'hskey-auth-1'],
  ]);
  expect(requests).toHaveLength(2);
  expect(requests[0]).toMatch(/^POST \/api\/v1\/preauthkey Bearer api-key /);
  const body = JSON.parse(requests[0]!.replace(/^.*api-key /, '')) as { readonly expiration: string };
  expect(body).toMatchObject({ reusable: false, ephemeral: false, aclTags: ['tag:k3s'] });
  expect(Date.parse(body.expiration) - Date.now()).toBeLessThanOrEqual(24 * 3600 * 1000);
});

test('Tailscale gives a token for the client, and with that a key', async () => {
  answer = (line) => [200, line.includes('oauth') ? '{"access_token":"short-lived"}' : '{"key":"tskey-auth-1"}'];
  const maker = { kind: 'tailscale', url, secret: 'tskey-client-1', id: 'client' } as const;
  expect([...(await mintTailnetKeys(maker, ['n1'], ['tag:k3s']))]).toEqual([['n1', 'tskey-auth-1']]);
  expect(requests).toEqual([
    'POST /api/v2/oauth/token - grant_type=client_credentials&client_id=client&client_secret=tskey-client-1',
    'POST /api/v2/tailnet/-/keys Bearer short-lived {"capabilities":{"devices":{"create":{"reusable":false,"ephemeral":false,"preauthorized":true,"tags":["tag:k3s"]}}},"expirySeconds":86400,"description":"k3s node n1"}',
  ]);
});

test.each([
  [403, '{"message":"tags [tag:k3s] are not owned"}', 'status 403: tags [tag:k3s] are not owned'],
  [500, 'secret-echo', 'status 500: no reason'],
  [200, '{}', 'an answer without preAuthKey.key'],
])('a refusal is told, with what the server says: %i', async (status, text, found) => {
  answer = () => [status, text];
  const maker = keyMakerFor(url, { HEADSCALE_API_KEY: 'api-key' });
  expect(await codesOf(mintTailnetKeys(maker!, ['n1'], []))).toEqual([
    expect.objectContaining({ code: 'tailnet-key-refused', found }),
  ]);
});

test('a server that is not there is told, too', async () => {
  server.close();
  const maker = keyMakerFor(url, { HEADSCALE_API_KEY: 'api-key' });
  expect(await codesOf(mintTailnetKeys(maker!, ['n1'], []))).toEqual([
    expect.objectContaining({ code: 'tailnet-key-refused' }),
  ]);
});

test('each login server has its own kind of secret', () => {
  const secrets = { HEADSCALE_API_KEY: 'a', TS_API_CLIENT_ID: 'b', TS_API_CLIENT_SECRET: 'c' };
  expect(keyMakerFor('https://controlplane.tailscale.com', secrets)).toMatchObject({ kind: 'tailscale', secret: 'c' });
  expect(keyMakerFor('https://headscale.example.org', secrets)).toMatchObject({ kind: 'headscale', secret: 'a' });
  expect(keyMakerFor('https://headscale.example.org', {})).toBeUndefined();
});
