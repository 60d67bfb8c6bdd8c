import type { Host } from '../network';
import { API_PORT, ETCD_CLIENT_PORT, PROXY_PORT } from './ports';
import type { ClusterSettings } from './settings';

/**
 * HAProxy's configuration on each host: TLS goes through, so that clients see the API servers' own certificates. A server
 * is asked for /readyz, which needs no credentials and includes its etcd: without a quorum it counts as down.
 *
 * @param authority file of the API servers' authority
 * @param admin path of the socket that tells and changes what it decided
 */
export function proxyConfig(
  servers: readonly Host[],
  settings: ClusterSettings['proxy'],
  { authority, admin }: { readonly authority: string; readonly admin: string },
): string {
  const { checkEveryMs, checkDoubtfulEveryMs, checkDownEveryMs, checkTimeoutMs, fall, rise } = settings;
  const { connectTimeoutMs, observe, userTimeoutMs } = settings;
  const server = [
    `check check-ssl verify required ca-file ${authority}`,
    `inter ${checkEveryMs}ms fastinter ${checkDoubtfulEveryMs}ms downinter ${checkDownEveryMs}ms fall ${fall} rise ${rise}`,
    'on-marked-down shutdown-sessions',
    ...(observe ? ['observe layer4 error-limit 1 on-error sudden-death'] : []),
    ...(userTimeoutMs > 0 ? [`tcp-ut ${userTimeoutMs}ms`] : []),
  ].join(' ');
  return `global
  nbthread 1
  log stderr format iso local0 notice
  stats socket ${admin} mode 600 level admin

defaults
  mode tcp
  log global
  option redispatch 1
  retries 2
  timeout connect ${connectTimeoutMs}ms
  timeout check ${checkTimeoutMs}ms
  # Watches are silent for minutes.
  timeout client 10m
  timeout server 10m
  timeout tunnel 10m

listen api
  bind 127.0.0.1:${PROXY_PORT}
  option httpchk GET /readyz
  http-check expect status 200
  default-server ${server}
${servers.map(({ name, address }) => `  server ${name} ${address}:${API_PORT}`).join('\n')}
`;
}

/** Ways into a host's loopback by Unix sockets, for tests: these are not in a host's namespace. */
export function doorsConfig(doors: {
  readonly api?: string;
  readonly ownApi?: string;
  readonly etcd?: string;
}): string {
  const door = (name: string, path: string | undefined, port: number): string =>
    path === undefined
      ? ''
      : `
listen door-${name}
  mode tcp
  timeout connect 1s
  timeout client 10m
  timeout server 10m
  bind unix@${path} mode 600
  server ${name} 127.0.0.1:${port}
`;
  const { api, ownApi, etcd } = doors;
  return door('api', api, PROXY_PORT) + door('own-api', ownApi, API_PORT) + door('etcd', etcd, ETCD_CLIENT_PORT);
}
