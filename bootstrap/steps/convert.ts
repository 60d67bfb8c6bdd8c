import undoConversion from '../host/undo-conversion.sh';
import type { NodePlan } from '../node-plan';
import { quote } from '../quote';
import type { Step } from '../step';
import { compact } from '../compact';
import code from './convert.sh';

const UNDO = '/usr/local/lib/zero-spof/undo-conversion';

/** Whether this node holds the cluster that is to become one of several servers. */
export function isConverted({ spec, node }: Pick<NodePlan, 'spec' | 'node'>): boolean {
  return node.existing === 'single-server' && spec.cluster.datastore === 'embedded';
}

/**
 * Moves the data of a single server into etcd, or its etcd member to the tailnet.
 *
 * Source: docs.k3s.io/datastore/ha-embedded ("Existing single-node clusters"), docs.k3s.io/cli/etcd-snapshot
 * ("Cluster reset"), and k3s-io/k3s pkg/etcd/etcd.go (v1.36): Reset, migrateFromSQLite, IsInitialized.
 */
export function convert({ spec }: NodePlan): Step {
  const { secretsEncryption, network } = spec.cluster;
  const { podCidr, serviceCidr, domain } = network;
  const constants = {
    POD_CIDR: podCidr,
    SERVICE_CIDR: serviceCidr,
    DOMAIN: domain,
    ENCRYPTION: String(secretsEncryption),
    UNDO,
  };
  const readonly = Object.entries(constants).map(([name, value]) => `readonly ${name}=${quote(value)}\n`);
  return {
    name: 'convert',
    code: readonly.join('') + code,
    files: [{ path: UNDO, mode: '0755', text: compact(undoConversion) }],
  };
}
