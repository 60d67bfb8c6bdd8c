import { electionMsFor } from '../../../bootstrap/k3s/etcd-timing';
import { LEAVE_DEAD_NODE_SECONDS } from '../../../bootstrap/k3s/shared-config';
import type { ClusterModel } from '../../model/cluster-model';
import { type ClusterSettings, STANDARD_SETTINGS } from '../../simulate/world/settings';
import type { Invocation } from '../command';
import { parseCount } from './parse-count';

/** What bootstrap sets on the own cluster; of others what Kubernetes has by default. */
export function clusterSettings({ cluster }: ClusterModel, invocation: Invocation): ClusterSettings {
  return {
    ...STANDARD_SETTINGS,
    ...(cluster
      ? {
          defaultTolerationSeconds: LEAVE_DEAD_NODE_SECONDS,
          electionSeconds: electionMsFor(cluster.cluster.maxRoundTripMs) / 1000,
        }
      : {}),
    startSeconds: parseCount(invocation, 'start-seconds', STANDARD_SETTINGS.startSeconds, 1),
  };
}
