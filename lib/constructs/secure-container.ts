import type { PodSecurityContext, SecurityContext } from './kubernetes';

/** What the `restricted` Pod Security level asks of a container, and a read-only root besides. */
export const restrictedContainer: SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** `restricted` for the pod, running as the given user. */
export function restrictedPod(user: number, group: number = user): PodSecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: group,
    fsGroup: group,
    seccompProfile: { type: 'RuntimeDefault' },
  };
}
