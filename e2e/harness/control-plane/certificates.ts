import { join } from 'node:path';
import { mustRun } from '../run';

/** Files of one certificate. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface LeafOptions {
  readonly commonName: string;
  /** Kubernetes reads it as the group. */
  readonly organization?: string;
  /** For a server: as openssl writes them, such as IP:127.0.0.1 and DNS:localhost. @default none, a client's certificate */
  readonly names?: readonly string[];
}

/** A certificate authority of two days, EC P-256, by openssl. */
export async function makeAuthority(folder: string, name: string): Promise<Certificate> {
  const authority = filesOf(folder, name);
  await openssl(folder, [
    ...['req', '-x509', ...newKey(authority), '-days', '2', '-subj', `/CN=${name}`, '-out', authority.cert],
    ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  ]);
  return authority;
}

/** A certificate for a server, a client or both, by that authority. */
export async function makeLeaf(
  folder: string,
  name: string,
  authority: Certificate,
  { commonName, organization, names = [] }: LeafOptions,
): Promise<Certificate> {
  const leaf = filesOf(folder, name);
  const subject = `${organization === undefined ? '' : `/O=${organization}`}/CN=${commonName}`;
  const extensions = ['basicConstraints=CA:FALSE', 'extendedKeyUsage=serverAuth,clientAuth'];
  extensions.push('keyUsage=critical,digitalSignature');
  if (names.length > 0) extensions.push(`subjectAltName=${names.join(',')}`);
  await openssl(folder, [
    ...['req', '-x509', '-CA', authority.cert, '-CAkey', authority.key, ...newKey(leaf), '-days', '2'],
    ...['-subj', subject, ...extensions.flatMap((extension) => ['-addext', extension]), '-out', leaf.cert],
  ]);
  return leaf;
}

/** A key pair that signs ServiceAccount tokens: the private file serves for both. */
export async function makeSigningKey(folder: string, name: string): Promise<string> {
  const { key } = filesOf(folder, name);
  await openssl(folder, ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', key]);
  return key;
}

function filesOf(folder: string, name: string): Certificate {
  return { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
}

function newKey({ key }: Certificate): readonly string[] {
  return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key];
}

async function openssl(folder: string, args: readonly string[]): Promise<void> {
  await mustRun('openssl', args, { cwd: folder });
}
