import type { HandedSecret } from '../../bootstrap/cluster-secrets';
import type { NodeSecrets } from '../../bootstrap/node-secrets';
import type { Secrets } from '../io/read-secrets';
import type { NodeSpec } from '../spec/cluster-spec';
import { type Problem, ProblemsError } from '../spec/problem';
import { problemOf } from '../spec/problem-of';
import { authorityKeyAsPem, ETCD_AUTHORITY_KEY, wrongAuthorityKey } from './etcd-authority';

/** Names under which secrets are looked for. */
export const TOKEN = 'ZERO_SPOF_K3S_TOKEN';
export const AGENT_TOKEN = 'ZERO_SPOF_K3S_AGENT_TOKEN';
export const TAILSCALE_KEY = 'TS_AUTHKEY';

/** `TS_AUTHKEY_CLOUDSERVER1`: a key of its own for each node, so that a leaked one opens nothing. */
export function tailscaleKeyName(node: string): string {
  return `${TAILSCALE_KEY}_${node.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

export interface CollectOptions {
  /** Hosts that run already may be on the tailnet. */
  readonly mayLackKey: boolean;
  /** What servers are to hand over to the cluster. */
  readonly handed: readonly HandedSecret[];
  /** Whether the key of etcd's authority is of use to servers. */
  readonly usesEtcdByItself: boolean;
}

/**
 * The secrets of each node.
 *
 * @throws ProblemsError secret-missing, secret-invalid: all of them at once, without their values
 */
export function collectNodeSecrets(
  nodes: readonly NodeSpec[],
  secrets: Secrets,
  { mayLackKey, handed, usesEtcdByItself }: CollectOptions,
): ReadonlyMap<string, NodeSecrets> {
  const problems = new Map<string, Problem>();
  const take = (name: string, pattern: RegExp, form: string): string => {
    const value = secrets[name];
    if (value === undefined) problems.set(name, problemOf('secret-missing', name, 'nothing', form));
    else if (!pattern.test(value))
      problems.set(name, problemOf('secret-invalid', name, `${value.length} characters that cannot be one`, form));
    return value ?? '';
  };
  const token = (name: string): string => take(name, /^[-\w.:]{16,}$/, 'a token of 16 characters or more');
  const key = (node: string): string | undefined => {
    const own = tailscaleKeyName(node);
    const name = secrets[own] === undefined && secrets[TAILSCALE_KEY] !== undefined ? TAILSCALE_KEY : own;
    if (secrets[name] === undefined && mayLackKey) return undefined;
    return take(name, /^[-\w.?=&:]{8,}$/, `a tailnet key for node ${node} (or ${TAILSCALE_KEY}, one for all)`);
  };
  const etcdAuthority = (): { readonly etcdAuthorityKey?: string } => {
    const value = secrets[ETCD_AUTHORITY_KEY];
    if (value === undefined || !usesEtcdByItself) return {};
    const etcdAuthorityKey = authorityKeyAsPem(value);
    if (etcdAuthorityKey !== undefined) return { etcdAuthorityKey };
    problems.set(ETCD_AUTHORITY_KEY, wrongAuthorityKey(value));
    return {};
  };
  const collected = new Map(
    nodes.map(({ name, role }) => {
      const tailscaleKey = key(name);
      return [
        name,
        {
          ...(role === 'server' ? { token: token(TOKEN), handed, ...etcdAuthority() } : {}),
          agentToken: token(AGENT_TOKEN),
          ...(tailscaleKey === undefined ? {} : { tailscaleKey }),
        },
      ] as const;
    }),
  );
  if (problems.size > 0) throw new ProblemsError([...problems.values()]);
  return collected;
}
