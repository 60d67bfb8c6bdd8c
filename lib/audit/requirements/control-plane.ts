import type { ClusterSpec } from '../../spec/cluster-spec';
import { presentNodes, presentServers } from '../../spec/topology';
import { type Answer, pathOfNode, type Question, type Requirement, verdict } from './answer';

/** What runs the cluster itself. */
export const controlPlane: readonly Requirement[] = [
  {
    id: '1.1',
    text: 'etcd has three or more voting members, or is an external cluster.',
    check: ({ spec, line }) =>
      spec.cluster.datastore === 'embedded'
        ? servers(3, spec, line)
        : verdict(spec.cluster.datastore.endpoints.length >= 3, line(['cluster', 'datastore', 'endpoints'])),
  },
  {
    id: '1.2',
    text: 'kube-apiserver runs on several servers, and clients reach any of them: each node has a load balancer of its own.',
    check: ({ spec, line }) => servers(2, spec, line),
  },
  {
    id: '1.3',
    text: 'kube-scheduler, kube-controller-manager and cloud-controller-manager run on several servers with leader election.',
    check: ({ spec, line }) => servers(2, spec, line),
  },
];

/** The network between the nodes. */
export const network: readonly Requirement[] = [
  {
    id: '3.1',
    text: 'flannel runs on all nodes, as a part of k3s.',
    check: ({ spec, line }) => {
      const nodes = presentNodes(spec);
      return verdict(
        nodes.length > 0,
        nodes.flatMap((node) => line(pathOfNode(spec, node))),
      );
    },
  },
];

/**
 * Whether the cluster file names so many servers. While it says that one of them still holds the cluster alone, nobody
 * knows from files how many have joined it.
 */
function servers(least: number, spec: ClusterSpec, line: Question['line']): Answer {
  const members = presentServers(spec);
  const alone = spec.nodes.findIndex(({ existing }) => existing === 'single-server');
  if (members.length >= least && alone >= 0) return { status: 'unknown', evidence: line(['nodes', alone, 'existing']) };
  return verdict(
    members.length >= least,
    members.flatMap((node) => line(pathOfNode(spec, node))),
  );
}
