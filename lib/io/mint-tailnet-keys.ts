import { ProblemsError } from '../spec/problem';
import { problemOf } from '../spec/problem-of';

const TAILSCALE = 'https://controlplane.tailscale.com';
/** As long as the right of a file to create a cluster. */
const LIFE_SECONDS = 24 * 3600;
const TIMEOUT_MS = 20_000;

/** What may make keys: it is never written anywhere, and no node gets it. */
export interface KeyMaker {
  readonly kind: 'tailscale' | 'headscale';
  /** Address of the API. */
  readonly url: string;
  /** Of an OAuth client with the scope auth_keys, or Headscale's API key. */
  readonly secret: string;
  readonly id: string;
}

/** The one that the environment has for this login server, if any. */
export function keyMakerFor(loginServer: string, secrets: Readonly<Record<string, string>>): KeyMaker | undefined {
  const { TS_API_CLIENT_ID: id = '', TS_API_CLIENT_SECRET: client, HEADSCALE_API_KEY: key } = secrets;
  const url = loginServer.replace(/\/$/, '');
  if (url === TAILSCALE)
    return client === undefined
      ? undefined
      : { kind: 'tailscale', url: 'https://api.tailscale.com', secret: client, id };
  return key === undefined ? undefined : { kind: 'headscale', url, secret: key, id: '' };
}

/**
 * A key for each of the nodes: for one login, tagged, approved, for a day.
 *
 * Source: tailscale.com/api (POST /tailnet/-/keys, /oauth/token; tailscale v1.102, cmd/get-authkey); Headscale 0.29,
 * POST /api/v1/preauthkey.
 *
 * @returns node → key
 * @throws ProblemsError tailnet-key-refused
 */
export async function mintTailnetKeys(
  maker: KeyMaker,
  nodes: readonly string[],
  tags: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const keys = new Map<string, string>();
  const bearer = maker.kind === 'headscale' || nodes.length === 0 ? maker.secret : await accessToken(maker);
  for (const node of nodes) keys.set(node, await mintKey(maker, bearer, node, tags));
  return keys;
}

async function accessToken(maker: KeyMaker): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: maker.id, client_secret: maker.secret };
  const answer = await post(`${maker.url}/api/v2/oauth/token`, new URLSearchParams(form), {});
  return textAt(answer, ['access_token'], maker);
}

async function mintKey(maker: KeyMaker, bearer: string, node: string, tags: readonly string[]): Promise<string> {
  const headers = { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' };
  if (maker.kind === 'headscale') {
    const expiration = new Date(Date.now() + LIFE_SECONDS * 1000).toISOString();
    const body = { reusable: false, ephemeral: false, expiration, aclTags: tags };
    const answer = await post(`${maker.url}/api/v1/preauthkey`, JSON.stringify(body), headers);
    return textAt(answer, ['preAuthKey', 'key'], maker);
  }
  const create = { reusable: false, ephemeral: false, preauthorized: true, tags };
  const body = { capabilities: { devices: { create } }, expirySeconds: LIFE_SECONDS, description: `k3s node ${node}` };
  return textAt(await post(`${maker.url}/api/v2/tailnet/-/keys`, JSON.stringify(body), headers), ['key'], maker);
}

async function post(
  url: string,
  body: string | URLSearchParams,
  headers: Readonly<Record<string, string>>,
): Promise<unknown> {
  const refused = (found: string): ProblemsError =>
    new ProblemsError([problemOf('tailnet-key-refused', url, found, 'a key for a node')]);
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'error' });
    const text = await response.text();
    if (!response.ok) throw refused(`status ${response.status}: ${messageIn(text)}`);
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof ProblemsError) throw error;
    const { cause, message } = error as Error;
    throw refused(cause instanceof Error ? cause.message : message);
  }
}

/** What the server says of a refusal; nothing that it might echo of the request. */
function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    return typeof message === 'string' ? message.slice(0, 200) : 'no reason';
  } catch {
    return 'no reason';
  }
}

function textAt(answer: unknown, path: readonly string[], { url }: KeyMaker): string {
  let value = answer;
  for (const key of path) value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[key];
  if (typeof value === 'string' && value !== '') return value;
  throw new ProblemsError([
    problemOf('tailnet-key-refused', url, `an answer without ${path.join('.')}`, 'a key for a node'),
  ]);
}
