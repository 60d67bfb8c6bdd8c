import { isIPv4 } from 'node:net';
import { CLIENT_PORT, clientUrl, type EtcdPlan, memberName } from '../../bootstrap/etcd/etcd-plan';
import { renderEtcdScript, renderEtcdUserData } from '../../bootstrap/etcd/render-etcd';
import { MAX_USER_DATA_BYTES } from '../../bootstrap/render-user-data';
import type { Secrets } from '../io/read-secrets';
import type { ClusterSpec } from '../spec/cluster-spec';
import { endpointHost } from '../spec/endpoint-host';
import { type Problem, ProblemsError } from '../spec/problem';
import { problemOf } from '../spec/problem-of';
import { authorityKeyAsPem, ETCD_AUTHORITY_KEY, wrongAuthorityKey } from './etcd-authority';

export interface EtcdRequest {
  readonly spec: ClusterSpec;
  readonly form: 'user-data' | 'text' | 'script';
  readonly secrets: Secrets;
  /** Until when they may make a new etcd, in seconds since 1970. @default never */
  readonly createUntil?: number;
}

export interface EtcdFile {
  readonly address: string;
  readonly name: string;
  readonly content: Uint8Array;
}

/**
 * One file for each endpoint of `cluster.datastore`; none where that is embedded.
 *
 * @throws ProblemsError node-not-ready-for-bootstrap, secret-missing, secret-invalid, user-data-too-large
 */
export function renderEtcdMembers({ spec, form, secrets, createUntil }: EtcdRequest): readonly EtcdFile[] {
  const { datastore } = spec.cluster;
  if (datastore === 'embedded') return [];
  const problems = datastore.endpoints.flatMap(wrongEndpoint);
  const value = secrets[ETCD_AUTHORITY_KEY];
  const authorityKey = value === undefined ? undefined : authorityKeyAsPem(value);
  if (authorityKey === undefined) problems.push(wrongAuthorityKey(value));
  if (authorityKey === undefined || problems.length > 0) throw new ProblemsError(problems);

  const addresses = datastore.endpoints.map((endpoint) => endpointHost(endpoint) ?? '');
  const files = addresses.map((address) => {
    const plan = { spec, address, addresses, ...(createUntil === undefined ? {} : { createUntil }) };
    return render(plan, form, authorityKey);
  });
  const tooLarge = form === 'user-data' ? files.filter(({ content }) => content.length > MAX_USER_DATA_BYTES) : [];
  if (tooLarge.length > 0)
    throw new ProblemsError(
      tooLarge.map(({ address, content }) =>
        problemOf(
          'user-data-too-large',
          memberName(address),
          `${content.length} bytes`,
          `at most ${MAX_USER_DATA_BYTES}`,
        ),
      ),
    );
  return files;
}

function render(plan: EtcdPlan, form: EtcdRequest['form'], authorityKey: string): EtcdFile {
  const { address } = plan;
  const member = memberName(address);
  if (form === 'script')
    return { address, name: `${member}.sh`, content: Buffer.from(renderEtcdScript(plan, { authorityKey })) };
  const { compressed, text } = renderEtcdUserData(plan, { authorityKey });
  return form === 'text'
    ? { address, name: `${member}.user-data`, content: Buffer.from(text) }
    : { address, name: `${member}.user-data.gz`, content: compressed };
}

/** A member listens on its endpoint, and its certificate is for it. */
function wrongEndpoint(endpoint: string): Problem[] {
  const address = endpointHost(endpoint) ?? '';
  if (isIPv4(address) && endpoint.replace(/\/$/, '') === clientUrl(address)) return [];
  const expected = `https://IPV4:${CLIENT_PORT}, where a member can listen`;
  return [problemOf('node-not-ready-for-bootstrap', 'cluster.datastore.endpoints', endpoint, expected)];
}
