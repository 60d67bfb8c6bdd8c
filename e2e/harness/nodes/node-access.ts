import { readFileSync } from 'node:fs';
import type { Cluster } from '../cluster/cluster';
import { PROXY_PORT } from '../cluster/ports';
import { makeLeaf } from '../control-plane/certificates';
import { kubeconfig } from '../control-plane/kubeconfig';
import type { SeedFile } from '../machines';

const FOLDER = '/etc/kubernetes';
/** Of the API servers, and of whom they trust. */
export const AUTHORITY = `${FOLDER}/authority.crt`;

/** flannel sets its own annotations on its Node and reads those of the others; as its manifests have it. */
export const FLANNEL_ROLE = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'flannel' },
    rules: [
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['nodes/status'], verbs: ['patch'] },
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'flannel' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'flannel' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'flannel' }],
  },
] as const;

/** The file by which a node's program reaches the API through the node's own load balancer. */
export function kubeconfigOf(program: 'kubelet' | 'kube-proxy' | 'flannel'): string {
  return `${FOLDER}/${program}.kubeconfig`;
}

/** What a node's programs need to be let in, each as a user of its own. */
export async function nodeAccess({ folder, credentials }: Cluster, node: string): Promise<readonly SeedFile[]> {
  const users = [
    { program: 'kubelet', commonName: `system:node:${node}`, organization: 'system:nodes' },
    { program: 'kube-proxy', commonName: 'system:kube-proxy' },
    { program: 'flannel', commonName: 'flannel' },
  ] as const;
  const files = await Promise.all(
    users.map(async ({ program, ...user }): Promise<readonly SeedFile[]> => {
      const made = await makeLeaf(folder, `${node}-${program}`, credentials.authority, user);
      const at = { cert: `${FOLDER}/${program}.crt`, key: `${FOLDER}/${program}.key` };
      const url = `https://127.0.0.1:${PROXY_PORT}`;
      return [
        { path: at.cert, content: readFileSync(made.cert) },
        { path: at.key, content: readFileSync(made.key), mode: 0o600 },
        {
          path: kubeconfigOf(program),
          content: kubeconfig({ url, authority: { cert: AUTHORITY }, user: at }),
          mode: 0o600,
        },
      ];
    }),
  );
  return [{ path: AUTHORITY, content: readFileSync(credentials.authority.cert) }, ...files.flat()];
}
