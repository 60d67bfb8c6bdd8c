/** k3s release that new clusters run. Its notes call it the stable channel (November 2026). */
export const DEFAULT_K3S_VERSION = 'v1.36.3+k3s1';

/** Longhorn release that new clusters run: the newest of line 1.11. */
export const DEFAULT_LONGHORN_VERSION = '1.11.3';

/** Longhorn versions whose chart values are known key by key (imports/charts). */
export const LONGHORN_VERSIONS: readonly string[] = ['1.11.3', '1.12.1'];

/**
 * First good patch of each Kubernetes minor that this project knows.
 *
 * Bounds: Flux 2.9 supports Kubernetes 1.34 to 1.36 (fluxcd/flux2 release notes v2.9), and k3s before these patches
 * deletes flannel's interface when tailscaled restarts (k3s-io/k3s#12436).
 */
export const K3S_FIRST_GOOD_PATCH: Readonly<Record<string, number>> = { '1.34': 9, '1.35': 6, '1.36': 2 };

export type K3sVersionVerdict = 'known' | 'malformed' | 'unknown-minor' | 'bad-patch';

/** What is known of a k3s release such as `v1.36.3+k3s1`. */
export function judgeK3sVersion(version: string): K3sVersionVerdict {
  const match = /^v(\d+\.\d+)\.(\d+)\+k3s\d+$/.exec(version);
  if (!match) return 'malformed';
  const firstGood = K3S_FIRST_GOOD_PATCH[match[1] ?? ''];
  if (firstGood === undefined) return 'unknown-minor';
  return Number(match[2]) < firstGood ? 'bad-patch' : 'known';
}
