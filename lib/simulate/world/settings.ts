/** What the control plane has set, in seconds, and what nobody can know. */
export interface ClusterSettings {
  /** tolerationSeconds that the API server gives pods without their own. @default 300 */
  readonly defaultTolerationSeconds: number;
  /** Election timeout of etcd. @default 5, as k3s sets it */
  readonly electionSeconds: number;
  /** kube-controller-manager's --node-monitor-grace-period. @default 50 */
  readonly graceSeconds: number;
  /** Longest time to pull an image and start its program, which no manifest tells. @default 60 */
  readonly startSeconds: number;
}

/** Kubernetes 1.36, and etcd as k3s runs it. */
export const STANDARD_SETTINGS: ClusterSettings = {
  defaultTolerationSeconds: 300,
  electionSeconds: 5,
  graceSeconds: 50,
  startSeconds: 60,
};
