/** What the control plane has set, in seconds, and what nobody can know. */
export interface ClusterSettings {
  /** tolerationSeconds that the API server gives pods without their own. @default 300 */
  readonly defaultTolerationSeconds: number;
  /** Election timeout of etcd. @default 5, as k3s sets it */
  readonly electionSeconds: number;
  /** kube-controller-manager's --node-monitor-grace-period. @default 50 */
  readonly graceSeconds: number;
  /**
   * How long connections that lost packets stay silent when their link carries again. null: for as long as it was cut, as
   * Linux waits longer and longer before it sends again. @default null
   */
  readonly silenceSeconds: number | null;
  /** Longest time to pull an image and start its program, which no manifest tells. @default 60 */
  readonly startSeconds: number;
}

/** Kubernetes 1.36, and etcd as k3s runs it. */
export const STANDARD_SETTINGS: ClusterSettings = {
  defaultTolerationSeconds: 300,
  electionSeconds: 5,
  graceSeconds: 50,
  silenceSeconds: null,
  startSeconds: 60,
};
