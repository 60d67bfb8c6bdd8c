import { writeFileSync } from 'node:fs';
import type { Certificate } from './certificates';

export interface KubeconfigOptions {
  readonly url: string;
  readonly authority: Pick<Certificate, 'cert'>;
  readonly user: Certificate;
}

/** Writes a kubeconfig for one server and one user. */
export function writeKubeconfig(file: string, options: KubeconfigOptions): string {
  writeFileSync(file, kubeconfig(options), { mode: 0o600 });
  return file;
}

/** It names the certificates' files. JSON is YAML. */
export function kubeconfig({ url, authority, user }: KubeconfigOptions): string {
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'e2e', cluster: { server: url, 'certificate-authority': authority.cert } }],
    users: [{ name: 'e2e', user: { 'client-certificate': user.cert, 'client-key': user.key } }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'e2e' } }],
    'current-context': 'e2e',
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
