import { writeFileSync } from 'node:fs';
import type { Certificate } from './certificates';

/** Writes a kubeconfig for one server and one user. JSON is YAML. */
export function writeKubeconfig(
  file: string,
  { url, authority, user }: { readonly url: string; readonly authority: Certificate; readonly user: Certificate },
): string {
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'e2e', cluster: { server: url, 'certificate-authority': authority.cert } }],
    users: [{ name: 'e2e', user: { 'client-certificate': user.cert, 'client-key': user.key } }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'e2e' } }],
    'current-context': 'e2e',
  };
  writeFileSync(file, JSON.stringify(content, undefined, 2), { mode: 0o600 });
  return file;
}
