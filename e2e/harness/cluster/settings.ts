/** What decides how long a failure is felt. Times are milliseconds. */
export interface ClusterSettings {
  readonly etcd: {
    readonly heartbeatMs: number;
    /** A follower that hears no heartbeat for one to two times this long asks for an election. */
    readonly electionMs: number;
  };
  /** Of kube-scheduler and kube-controller-manager. */
  readonly leases: {
    /** A lease that is not renewed for this long is taken by another. */
    readonly durationMs: number;
    /** A holder that cannot renew for this long ends. */
    readonly renewDeadlineMs: number;
    readonly retryMs: number;
    /** kube-controller-manager gives its lease back when it is told to end; kube-scheduler always does. */
    readonly released: boolean;
  };
  readonly nodes: {
    /** A node whose lease is not renewed for this long counts as lost. */
    readonly monitorGraceMs: number;
    readonly monitorPeriodMs: number;
    /** kubelets, and kwok, renew it four times as often. */
    readonly leaseMs: number;
  };
  /** Of the HAProxy on each host. */
  readonly proxy: {
    readonly checkEveryMs: number;
    /** While a server's state is in doubt. */
    readonly checkDoubtfulEveryMs: number;
    readonly checkDownEveryMs: number;
    readonly checkTimeoutMs: number;
    readonly fall: number;
    readonly rise: number;
    readonly connectTimeoutMs: number;
    /** One failed connect puts a server in doubt, two checks or not. */
    readonly observe: boolean;
    /** A connection whose packets nobody acknowledges ends after this; 0 leaves it to the kernel. */
    readonly userTimeoutMs: number;
  };
  /** Of each host's kernel; 0 leaves the kernel's own. What a kernel does not know is left out. */
  readonly tcp: {
    /** net.ipv4.tcp_rto_max_ms, from Linux 6.15 on. */
    readonly rtoMaxMs: number;
    /** net.ipv4.tcp_retries2. */
    readonly retries: number;
    /** net.ipv4.tcp_syn_retries. */
    readonly synRetries: number;
  };
  /** A program that ended is started again after this. */
  readonly restartMs: number;
}

export type SettingsChange = { readonly [Section in keyof ClusterSettings]?: Partial<ClusterSettings[Section]> };

/** The defaults of Kubernetes 1.36 and etcd 3.6; of HAProxy what docs/laboratory.md found best. */
export const REAL_SETTINGS: ClusterSettings = {
  etcd: { heartbeatMs: 100, electionMs: 1000 },
  leases: { durationMs: 15_000, renewDeadlineMs: 10_000, retryMs: 2000, released: false },
  nodes: { monitorGraceMs: 50_000, monitorPeriodMs: 5000, leaseMs: 40_000 },
  proxy: {
    checkEveryMs: 500,
    checkDoubtfulEveryMs: 250,
    checkDownEveryMs: 500,
    checkTimeoutMs: 1000,
    fall: 2,
    rise: 2,
    connectTimeoutMs: 500,
    observe: false,
    userTimeoutMs: 0,
  },
  tcp: { rtoMaxMs: 0, retries: 0, synRetries: 0 },
  restartMs: 1000,
};

/** The same mechanisms in seconds, for tests that are not about how long they take. */
export const FAST_SETTINGS: ClusterSettings = {
  ...REAL_SETTINGS,
  leases: { durationMs: 4000, renewDeadlineMs: 3000, retryMs: 500, released: false },
  nodes: { monitorGraceMs: 6000, monitorPeriodMs: 1000, leaseMs: 4000 },
  tcp: { ...REAL_SETTINGS.tcp, rtoMaxMs: 1000 },
  restartMs: 200,
};

export function changeSettings(settings: ClusterSettings, change: SettingsChange): ClusterSettings {
  return {
    etcd: { ...settings.etcd, ...change.etcd },
    leases: { ...settings.leases, ...change.leases },
    nodes: { ...settings.nodes, ...change.nodes },
    proxy: { ...settings.proxy, ...change.proxy },
    tcp: { ...settings.tcp, ...change.tcp },
    restartMs: settings.restartMs,
  };
}
