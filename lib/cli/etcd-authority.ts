import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { Problem } from '../spec/problem';
import { problemOf } from '../spec/problem-of';

/** Name under which the key of etcd's authority is looked for: PKCS #8, DER, base64, which is one word. */
export const ETCD_AUTHORITY_KEY = 'ZERO_SPOF_ETCD_CA_KEY';

/** A new key that makes every certificate of an etcd by itself. */
export function makeAuthorityKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
}

/** @returns the key as openssl and etcd read it; undefined where it is none of an elliptic curve */
export function authorityKeyAsPem(value: string): string | undefined {
  try {
    const key = createPrivateKey({ key: Buffer.from(value, 'base64'), type: 'pkcs8', format: 'der' });
    return key.asymmetricKeyType === 'ec' ? key.export({ type: 'pkcs8', format: 'pem' }).toString() : undefined;
  } catch {
    return undefined;
  }
}

/** @param value undefined: there is none */
export function wrongAuthorityKey(value: string | undefined): Problem {
  return value === undefined
    ? problemOf(
        'secret-missing',
        ETCD_AUTHORITY_KEY,
        'nothing',
        "the key of etcd's authority: --etcd --create makes one",
      )
    : problemOf(
        'secret-invalid',
        ETCD_AUTHORITY_KEY,
        `${value.length} characters that cannot be one`,
        'a private key: PKCS #8, DER, base64',
      );
}
