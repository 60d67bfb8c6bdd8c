import { electionMsFor } from '../../../bootstrap/k3s/etcd-timing';
import { LEAVE_DEAD_NODE_SECONDS } from '../../../bootstrap/k3s/shared-config';
import type { ClusterModel } from '../../model/cluster-model';
import { type ClusterSettings, STANDARD_SETTINGS } from '../../simulate/world/settings';
import type { Invocation } from '../command';
import { parseCount } from './parse-count';

/** With `tcp_rto_max_ms=1000` it is 1 s; with `tcp_retries2=5`, where the kernel lacks that, connections end after 13 s. */
const LONGEST_SILENCE_SECONDS = 13;

/** What bootstrap sets on the own cluster; of others what Kubernetes has by default. */
export function clusterSettings({ cluster }: ClusterModel, invocation: Invocation): ClusterSettings {
  return {
    ...STANDARD_SETTINGS,
    ...(cluster
      ? {
          defaultTolerationSeconds: LEAVE_DEAD_NODE_SECONDS,
          electionSeconds: electionMsFor(cluster.cluster.maxRoundTripMs) / 1000,
          silenceSeconds: LONGEST_SILENCE_SECONDS,
        }
      : {}),
    startSeconds: parseCount(invocation, 'start-seconds', STANDARD_SETTINGS.startSeconds, 1),
  };
}
