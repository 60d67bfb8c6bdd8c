import { resolve } from 'node:path';
import type { Secrets } from '../../io/read-secrets';
import type { ClusterSpec } from '../../spec/cluster-spec';
import type { Invocation, Streams } from '../command';
import { EXIT, type ExitCode } from '../exit-codes';
import { UsageError } from '../usage-error';
import { toolVersion } from '../version';
import { writeResult } from '../write-result';

/** `bootstrap --etcd`: files for the members of the etcd that `cluster.datastore` names. */
export async function bootstrapEtcd(
  spec: ClusterSpec,
  form: 'user-data' | 'text' | 'script',
  createUntil: number,
  invocation: Invocation,
  streams: Streams,
): Promise<ExitCode> {
  if (spec.cluster.datastore === 'embedded')
    throw new UsageError('--etcd', 'a cluster.datastore with endpoints', 'Embedded etcd comes with the servers.');
  if (invocation.positionals.length > 0)
    throw new UsageError('--etcd with a name', 'no name: all members', 'The members are the endpoints.');
  const { openStateFolder } = await import('../../io/state-folder');
  const { readSecrets } = await import('../../io/read-secrets');
  const { appendSecrets } = await import('../../io/append-secrets');
  const { writePrivateFiles } = await import('../../io/write-private-files');
  const { renderBootstrap, renderBootstrapJson } = await import('../../report/bootstrap-result');
  const { ETCD_AUTHORITY_KEY, makeAuthorityKey } = await import('../etcd-authority');
  const { renderEtcdMembers } = await import('../render-etcd-members');

  const state = openStateFolder(streams.cwd);
  const given = readSecrets(streams.cwd, streams.env);
  const creates = invocation.isSet('create');
  const made: Secrets =
    creates && given[ETCD_AUTHORITY_KEY] === undefined ? { [ETCD_AUTHORITY_KEY]: makeAuthorityKey() } : {};
  const files = renderEtcdMembers({
    spec,
    form,
    secrets: { ...given, ...made },
    ...(creates ? { createUntil } : {}),
  });
  // The key first: without it no other certificate can be made.
  if (Object.keys(made).length > 0) appendSecrets(state, made);
  const out = invocation.text('out') ?? '.zero-spof/bootstrap';
  writePrivateFiles(
    resolve(streams.cwd, out),
    files.map(({ name, content }) => ({ path: name, content })),
  );
  const result = {
    folder: out,
    form,
    files: files.map(({ address, name, content }) => ({
      node: address,
      role: 'etcd',
      name,
      bytes: content.length,
      handsOver: [],
    })),
    replaces: false,
    embeddedEtcd: false,
    servers: 0,
    madeTokens: Object.keys(made),
    handedSecrets: [],
    secretsNotGiven: [],
  };
  if (invocation.text('format') === 'json')
    writeResult(renderBootstrapJson(result, toolVersion()), invocation, streams);
  else if (!invocation.isSet('quiet')) writeResult(renderBootstrap(result), invocation, streams);
  return EXIT.clean;
}
